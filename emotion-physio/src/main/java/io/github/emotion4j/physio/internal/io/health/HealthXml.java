package io.github.emotion4j.physio.internal.io.health;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Heart rates of Apple Health's export, and of Garmin's and others' TCX and GPX. Entities and
 * documents elsewhere are not followed.
 */
public final class HealthXml extends HeartRates {
    /** Of one value; times and numbers are shorter, and a longer text is not kept. */
    private static final int MAX_TEXT_CHARS = 100;

    /** Watches, straps and programs of one person; the names of more are not kept. */
    private static final int MAX_SOURCES = 100;

    private final String name;
    private final InputStream in;
    private final XMLStreamReader xml;
    private String time = "";
    private String rate = "";
    private String within = "";
    private final @Nullable String source;

    /** What names who measured heart rates, of those whose names are told. */
    private final Map<String, Integer> sources = new LinkedHashMap<>();

    /**
     * Reads a document.
     *
     * @param source whose heart rates are read of several in Apple Health's export; null for all
     */
    public HealthXml(String name, InputStream in, @Nullable String source) {
        this.name = name;
        this.in = in;
        this.source = source;
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            this.xml = factory.createXMLStreamReader(in);
        } catch (XMLStreamException e) {
            throw new InputException(name, "is no XML: " + e.getMessage(), e);
        }
    }

    /** Whether a text begins as one of the known documents does. */
    public static boolean isHealth(String head) {
        return head.stripLeading().startsWith("<")
                && (head.contains("<HealthData")
                        || head.contains("<TrainingCenterDatabase")
                        || head.contains("<gpx"));
    }

    /** How many heart rates each source of an export has, in the order of the document. */
    public static Map<String, Integer> sources(String name, InputStream in) throws IOException {
        try (HealthXml all = new HealthXml(name, in, null)) {
            while (all.nextRate() != null) {}
            return all.sources;
        }
    }

    @Override
    @Nullable String nextRate() throws IOException {
        try {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String row = start(xml.getLocalName());
                    if (row != null) {
                        return row;
                    }
                } else if (event == XMLStreamConstants.CHARACTERS) {
                    text(xml.getText().strip());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    String row = end(xml.getLocalName());
                    if (row != null) {
                        return row;
                    }
                }
            }
            return null;
        } catch (XMLStreamException e) {
            throw new InputException(name, "breaks off: " + e.getMessage(), e);
        }
    }

    private @Nullable String start(String element) {
        within = element;
        if (element.equals("Trackpoint") || element.equals("trkpt")) {
            time = "";
            rate = "";
        }
        boolean heart =
                element.equals("Record")
                        && "HKQuantityTypeIdentifierHeartRate"
                                .equals(xml.getAttributeValue(null, "type"));
        if (!heart) {
            return null;
        }
        String by = attribute("sourceName");
        if (sources.size() < MAX_SOURCES || sources.containsKey(by)) {
            sources.merge(by, 1, Integer::sum);
        }
        String start = attribute("startDate");
        String value = attribute("value");
        boolean read = (source == null || source.equals(by)) && !start.isEmpty();
        double perSecond = attribute("unit").equals("count/s") ? Numbers.plain(value) : Double.NaN;
        return read && !value.isEmpty()
                ? row(start, Double.isNaN(perSecond) ? value : String.valueOf(60 * perSecond))
                : null;
    }

    private String attribute(String attribute) {
        String value = xml.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }

    private void text(String text) {
        switch (within) {
            case "Time", "time" -> time = joined(time, text);
            case "HeartRateBpm", "Value", "hr" -> rate = joined(rate, text);
            default -> {}
        }
    }

    /**
     * A text may come in pieces without number; what is longer than any time or rate is neither.
     */
    private static String joined(String before, String text) {
        return before.length() > MAX_TEXT_CHARS ? before : before + text;
    }

    private @Nullable String end(String element) {
        // Between elements there is no text of interest.
        within = element.equals("Value") ? "HeartRateBpm" : "";
        boolean point = element.equals("Trackpoint") || element.equals("trkpt");
        return point && !time.isEmpty() && !rate.isEmpty() ? row(time, rate) : null;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
