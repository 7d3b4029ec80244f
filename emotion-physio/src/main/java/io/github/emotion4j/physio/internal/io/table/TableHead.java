package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.internal.io.channel.ChannelUnit;
import io.github.emotion4j.physio.internal.io.channel.ChannelWords;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import io.github.emotion4j.physio.internal.io.input.TimeText;
import io.github.emotion4j.physio.io.TableFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a table begin, how its lines are cut into fields, and what the lines before the
 * rows say: comments and keys go to {@link Preamble}, and of the last lines come the names of the
 * columns and their units. Confined to one thread.
 */
public final class TableHead {
    /** Lines before the numbers; a file with more of them is taken for no table. Chosen by hand. */
    private static final int MAX_PREAMBLE = 200;

    /** A line drawn between the head and the rows. */
    private static final Pattern RULE = Pattern.compile("[-=_*~ ]{3,}");

    /** A key and its value, which are no name: "Time: 10:00:00"; and Firstbeat's mark of a part. */
    private static final Pattern PAIR =
            Pattern.compile("\\[CUSTOM[0-9]\\]|\\p{L}[^:(\\[]{0,30}: *[0-9][0-9.: /-]*");

    /** Numbers in one line that may be one column instead of one row. */
    private static final int MIN_LINE = 16;

    /** What is longer is a text and names no column. */
    private static final int MAX_NAME_CHARS = 500;

    /** Lines that look like rows before they are taken for rows: "1 msec/sample" is one line. */
    private static final int MIN_ROWS = 2;

    private final String file;
    private final List<String> head;
    private final TableFormat format;
    private final boolean isWhole;
    private final int maxColumns;
    private final Preamble preamble = new Preamble();
    private Fields fields = new Fields(',', false);
    private int firstRow = -1;
    private String[] names = {};
    private String[] units = {};

    /**
     * Looks at the first lines of a table.
     *
     * @param isWhole whether they are all
     * @param maxColumns how many columns there may be
     */
    TableHead(
            String file, List<String> lines, boolean isWhole, TableFormat format, int maxColumns) {
        this.file = file;
        this.maxColumns = maxColumns;
        this.head = upright(file, Fields.joined(lines));
        this.isWhole = isWhole;
        this.format = format;
        findRows();
    }

    /** Whether there are rows; if not, this is no table. */
    boolean hasRows() {
        return firstRow >= 0;
    }

    /** How rows are cut. */
    Fields fields() {
        return fields;
    }

    /** What the lines before the rows say. */
    Preamble preamble() {
        return preamble;
    }

    /** The lines that are to be read again, from the first row on. */
    List<String> rowLines() {
        return head.subList(firstRow, head.size());
    }

    /** The rows among the first lines. */
    FirstRows rows() {
        return new FirstRows(List.of(names), List.of(units), split(fields), isWhole);
    }

    /** The same as they are written, with decimal commas. */
    List<String[]> writtenRows() {
        return split(new Fields(fields.separator(), false));
    }

    private List<String[]> split(Fields by) {
        List<String[]> split = new ArrayList<>();
        for (int i = firstRow; i < head.size(); i++) {
            String line = head.get(i);
            if (line.chars().anyMatch(c -> c > ' ') && !Preamble.isComment(line)) {
                split.add(by.split(file, i + 1, line));
            }
        }
        return split;
    }

    /** The lines, or one of many numbers as a line for each: intervals written after each other. */
    private static List<String> upright(String file, List<String> lines) {
        List<String> filled = lines.stream().filter(line -> !line.isBlank()).toList();
        if (filled.size() != 1 || lines.size() > 2) {
            return lines;
        }
        String[] fields = Fields.of(filled.get(0)).split(file, 1, filled.get(0));
        List<String> numbers = Arrays.stream(fields).filter(f -> !f.isEmpty()).toList();
        return numbers.size() >= MIN_LINE && numbers.stream().allMatch(Numbers::isNumber)
                ? numbers
                : lines;
    }

    /** Where rows begin, and what the line before them names. */
    private void findRows() {
        List<Integer> header = passHead();
        if (firstRow < 0) {
            refuseTimes(header);
            refuseThousands(header);
            takeRowsOfWords(header);
            return;
        }
        if (areSingleNumbers(header)) {
            fields = new Fields(';', true);
        }
        checked(fields.split(file, firstRow + 1, head.get(firstRow)));
        if (!header.isEmpty()) {
            takeNames(header);
            if (preamble.isCounts(fields.split(file, firstRow + 1, head.get(firstRow)))) {
                firstRow++;
            }
        }
        if (!format.columns().isEmpty()) {
            names = format.columns().toArray(String[]::new);
            units = new String[0];
        }
    }

    /** Finds the first row, and gives the lines before it that may be names. */
    private List<Integer> passHead() {
        @Nullable String separator = null;
        List<Integer> header = new ArrayList<>();
        for (int i = 0; i < Math.min(head.size(), MAX_PREAMBLE) && firstRow < 0; i++) {
            String line = head.get(i);
            String bare = line.strip().replace("\"", "");
            if (line.isBlank() || RULE.matcher(bare).matches()) {
                continue;
            }
            if (bare.startsWith("sep=") || (i == 0 && line.strip().matches("\"?sep=.?\"?"))) {
                separator = line.replace("\"", "").strip().length() > 4 ? bare.substring(4) : "\t";
                continue;
            }
            if (Preamble.isComment(line)) {
                preamble.take(line);
                continue;
            }
            Fields guess =
                    separator == null
                                    || line.indexOf(separator.charAt(0)) < 0
                                    || Fields.of(line).separator() == separator.charAt(0)
                            ? Fields.of(line)
                            : new Fields(separator.charAt(0), false);
            if (preamble.isOneSignal() && bare.matches("[-+]?[0-9]+,[0-9]+")) {
                guess = new Fields(' ', true); // A value a line, of a watch's ECG.
            }
            guess = separated(i, guess, header);
            if (beginsRows(i, guess)) {
                fields = guess;
                firstRow = i;
            } else {
                header.add(i);
                preamble.take(line);
            }
        }
        return header;
    }

    /** Takes rows of words and numbers, as in exports of many measures; the names show them. */
    private void takeRowsOfWords(List<Integer> header) {
        if (header.size() < 2) {
            return;
        }
        int line = header.get(0);
        Fields guess = Fields.of(head.get(line));
        String[] first = guess.split(file, line + 1, head.get(line));
        if (first.length <= maxColumns
                && first.length > 2
                && Arrays.stream(first).anyMatch(TimeName::isTime)) {
            fields = guess;
            firstRow = header.get(1);
            names = first;
        }
    }

    /** Whether a text is a line of names, of times and a signal among them, and nothing else. */
    public static boolean isNamesAlone(String file, String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() != 1) {
            return false;
        }
        String[] names = Fields.of(lines.get(0)).split(file, 1, lines.get(0));
        return Arrays.stream(names).anyMatch(TimeName::isTime)
                && Arrays.stream(names).anyMatch(ChannelWords::isSignal)
                && Arrays.stream(names).noneMatch(name -> name.length() > 40);
    }

    /** Lines of a number each, some of which have separators of thousands. */
    private void refuseThousands(List<Integer> header) {
        List<String> numbers =
                header.stream()
                        .map(line -> head.get(line).replace("\"", "").strip())
                        .filter(text -> Numbers.isNumber(text) || Numbers.hasThousands(text))
                        .toList();
        numbers.stream()
                .filter(Numbers::hasThousands)
                .filter(text -> header.size() > 2 && 5 * numbers.size() > 4 * header.size())
                .findFirst()
                .ifPresent(
                        text -> {
                            throw new InputException(file, Numbers.thousands(text));
                        });
    }

    /** Lines below names of times and a signal that would be rows if their times could be read. */
    private void refuseTimes(List<Integer> header) {
        for (int i = 0; i + 1 < header.size(); i++) {
            Fields by = Fields.of(head.get(header.get(i)));
            String[] first = by.split(file, header.get(i) + 1, head.get(header.get(i)));
            // A text of words has quotes that are none of a table.
            if (first.length > maxColumns
                    || Arrays.stream(first).noneMatch(TimeName::isTime)
                    || Arrays.stream(first).noneMatch(ChannelWords::isSignal)) {
                continue;
            }
            int next = header.get(i + 1);
            String[] row = by.split(file, next + 1, head.get(next));
            boolean valued = false;
            String time = "";
            for (int k = 0; k < first.length && row.length == first.length; k++) {
                if (TimeName.isTime(first[k])) {
                    boolean read = Numbers.isNumber(row[k]) || TimeText.isDateOrClock(row[k]);
                    time = read || Numbers.isNothing(row[k]) ? time : row[k];
                } else {
                    valued |= ChannelWords.isSignal(first[k]) && Numbers.isNumber(row[k]);
                }
            }
            if (valued && time.chars().anyMatch(Character::isDigit)) {
                throw TimeText.unread(file, time);
            }
        }
    }

    /**
     * How a line is cut that looks like the first row: a note in it may have a semicolon, and only
     * later rows a decimal comma.
     */
    private Fields separated(int line, Fields guess, List<Integer> header) {
        String text = head.get(line);
        if (isRow(guess.split(file, line + 1, text), guess.separator() == ' ')) {
            return guess.among(head.subList(line, head.size()));
        }
        Fields commas = new Fields(',', false);
        String names = header.isEmpty() ? "" : head.get(header.get(header.size() - 1));
        boolean fits = names.indexOf(',') >= 0 && commas.count(text) == commas.count(names);
        return fits ? commas : guess;
    }

    /**
     * Whether rows such as "0,812" are one number with a decimal comma: those of a watch's ECG,
     * whose head names one signal, and intervals between beats in seconds, below one name.
     */
    private boolean areSingleNumbers(List<Integer> header) {
        boolean named = !header.isEmpty() && head.get(header.get(header.size() - 1)).contains(",");
        if (named && !preamble.isOneSignal()) {
            return false;
        }
        String form = preamble.isOneSignal() ? "[-+]?[0-9]+(,[0-9]+)?" : "[0-3],[0-9]{2,6}";
        return fields.separator() == ','
                && head.stream()
                        .skip(firstRow)
                        .filter(line -> !line.isBlank())
                        .allMatch(line -> line.strip().replace("\"", "").matches(form));
    }

    private void takeNames(List<Integer> header) {
        int width = FirstRows.width(fields.split(file, firstRow + 1, head.get(firstRow)));
        String[] last = headerFields(header.get(header.size() - 1));
        String[] before =
                header.size() > 1 ? headerFields(header.get(header.size() - 2)) : new String[0];
        boolean isUnits =
                (before.length > 1 || Arrays.stream(before).anyMatch(ChannelWords::isSignal))
                        && FirstRows.width(before) >= FirstRows.width(last)
                        && areUnits(last)
                        && !areUnits(before);
        boolean modes = Arrays.stream(before).allMatch(TableHead::isMode);
        if (isUnits && header.size() > 2 && (modes || preamble.hasShortNames())) {
            before = headerFields(header.get(header.size() - 3)); // Shimmer's older programs
        }
        names = isUnits ? before : last;
        for (int i = 0; i < names.length; i++) {
            names[i] = names[i].length() > MAX_NAME_CHARS ? "" : names[i];
            // Samsung's names are those of a program: com.samsung.health.heart_rate.start_time.
            names[i] = names[i].replaceFirst("^com\\.samsung\\.[a-z_.]*\\.", "");
        }
        units = isUnits ? last : new String[0];
        if (names[0].equals("[HRData]")) {
            return; // Polar's files name no column behind the first.
        }
        // A sentence, a title, or the last of lines of a key and a value.
        int columns = fields.split(file, firstRow + 1, head.get(firstRow)).length;
        // LabChart's key stands above its times, if there are any, as the lines before say.
        if (FirstRows.width(names) > columns + 1
                || 3 * FirstRows.width(names) <= width
                || names[0].startsWith("ChannelTitle=")) {
            names = new String[0];
        }
        if (width == 1 && names.length == 1 && PAIR.matcher(names[0]).matches()) {
            names = new String[0];
        }
        boolean other =
                (FirstRows.width(names) == 1) != (width == 1)
                        && Math.min(FirstRows.width(names), width) == 1;
        if (other && !isNamedSparse(width)) {
            names = new String[0];
        } else if (FirstRows.width(names) + 1 == width && isRowNamed(names)) {
            names = shifted(names);
            units = units.length == 0 ? units : shifted(units);
        }
    }

    private static boolean isMode(String field) {
        return field.isEmpty() || field.matches("(?i)(un)?cal(ibrated)?|raw");
    }

    /** Whether a line is one of units: most are known here, and none names a signal. */
    private static boolean areUnits(String[] line) {
        List<String> filled = Arrays.stream(line).filter(u -> !u.isEmpty()).toList();
        long units = filled.stream().filter(ChannelUnit::isUnit).count();
        return 2 * units >= filled.size()
                && filled.stream()
                        .allMatch(u -> ChannelUnit.isUnit(u) || !ChannelWords.isSignal(u));
    }

    /** Whether the first row has only its first field filled of as many as there are names. */
    private boolean isNamedSparse(int width) {
        String[] row = fields.split(file, firstRow + 1, head.get(firstRow));
        return width == 1 && row.length > 1;
    }

    /** R's tables of row names have one name fewer than columns. */
    private boolean isRowNamed(String[] header) {
        String first = fields.split(file, firstRow + 1, head.get(firstRow))[0];
        boolean counts = first.equals("1") || first.equals("0") || !Numbers.isNumber(first);
        return counts && !header[header.length - 1].isEmpty();
    }

    private static String[] shifted(String[] header) {
        String[] shifted = new String[header.length + 1];
        shifted[0] = "";
        System.arraycopy(header, 0, shifted, 1, header.length);
        return shifted;
    }

    private String[] headerFields(int line) {
        // A line of names may hold blanks and commas within names; the rows' separator counts.
        String text = head.get(line);
        if (fields.split(file, firstRow + 1, head.get(firstRow)).length == 1) {
            return new String[] {text.replace("\"", "").strip()};
        }
        boolean has = fields.separator() == ' ' || text.indexOf(fields.separator()) >= 0;
        Fields by = has ? new Fields(fields.separator(), false) : Fields.of(text);
        String[] row = fields.split(file, firstRow + 1, head.get(firstRow));
        String[] apart = text.strip().split("\\s{2,}");
        if (by.separator() == ' ' && apart.length == row.length) {
            return apart; // "Elapsed time   MLII   V5"
        }
        // "ECG (mV)" is one name between blanks, too; each run of blanks is looked at once.
        String joined =
                by.separator() == ' ' ? text.replaceAll("(?<![ \t])[ \t]++(?=[(\\[])", "") : text;
        return checked(by.split(file, line + 1, joined));
    }

    private String[] checked(String[] columns) {
        if (columns.length > maxColumns) {
            throw new InputException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "has %d columns, more than %d; raise Limits.maxEntries if it is meant",
                            columns.length,
                            maxColumns));
        }
        return columns;
    }

    /** Whether a line and the next ones are rows of one form. */
    private boolean beginsRows(int line, Fields by) {
        int rows = 0;
        for (int i = line; i < head.size() && rows < MIN_ROWS; i++) {
            String text = head.get(i);
            if (!text.isBlank() && !Preamble.isComment(text)) {
                boolean same =
                        rows == 0 || by.separator() == ' ' || text.indexOf(by.separator()) >= 0;
                if (!same || !isRow(by.split(file, i + 1, text), by.separator() == ' ')) {
                    return false;
                }
                rows++;
            }
        }
        return rows > 0;
    }

    /**
     * A row holds numbers or times first of all, and words in at most half of its fields, or a
     * quarter where blanks separate them as they do in sentences.
     */
    private static boolean isRow(String[] fields, boolean byBlanks) {
        int filled = 0;
        int numbers = 0;
        for (String field : fields) {
            if (field.isEmpty() || Numbers.isNothing(field)) {
                continue;
            }
            filled++;
            numbers += Numbers.isNumber(field) || TimeText.isDateOrClock(field) ? 1 : 0;
        }
        boolean firstIsValue =
                fields.length > 0
                        && (fields[0].isEmpty()
                                || Numbers.isNothing(fields[0])
                                || Numbers.isNumber(fields[0])
                                || TimeText.isDateOrClock(fields[0])
                                || numbers > filled / 2);
        boolean enough = byBlanks ? 4 * numbers >= 3 * filled : 2 * numbers >= filled;
        return filled > 0 && numbers > 0 && enough && firstIsValue;
    }
}
