package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Columns in which a comma or a point may separate thousands instead of decimals, as spreadsheets
 * show numbers: told by all values of the column, and by the other columns of the file. None is
 * read; what can be nothing but decimals is. Immutable.
 */
final class ThousandsSeparators {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][0-9.,]*");

    /** Values with a group of three digits that are about a thousandth of the others. */
    private static final double APART = 30;

    private final String file;
    private final List<String[]> rows;
    private final boolean decimalComma;
    private final boolean semicolons;
    private final boolean comma;
    private final boolean point;

    /**
     * Looks at rows.
     *
     * @param rows the fields as they are written
     * @param fields how they are cut
     */
    ThousandsSeparators(String file, List<String[]> rows, Fields fields) {
        this.file = file;
        this.rows = rows;
        this.decimalComma = fields.decimalComma();
        this.semicolons = fields.separator() == ';';
        this.comma = hasDecimals(',');
        this.point = hasDecimals('.');
    }

    /** Whether a field shows that a sign is the one of decimals. */
    private boolean hasDecimals(char sign) {
        Pattern decimals = Pattern.compile("[-+]?[0-9]*" + Pattern.quote("" + sign) + "[0-9]+");
        Pattern group = group(sign);
        return rows.stream()
                .flatMap(Arrays::stream)
                .filter(f -> f.indexOf(sign) >= 0)
                .anyMatch(f -> decimals.matcher(f).matches() && !group.matcher(f).matches());
    }

    /** A thousand with its separator, or three decimals. */
    private static Pattern group(char sign) {
        return Pattern.compile("[-+]?[1-9][0-9]{0,2}" + Pattern.quote("" + sign) + "[0-9]{3}");
    }

    /**
     * Refuses columns of thousands.
     *
     * @param channels the columns of signals
     * @param times the columns of times
     * @throws InputException if a value has or may have separators of thousands
     */
    void refuse(Map<Integer, ChannelName> channels, Collection<Integer> times) {
        TreeSet<Integer> columns = new TreeSet<>(channels.keySet());
        columns.addAll(times);
        for (char sign : decimalComma ? new char[] {',', '.'} : new char[] {'.'}) {
            for (int column : columns) {
                List<String> fields = new ArrayList<>();
                for (String[] row : rows) {
                    if (column < row.length && NUMBER.matcher(row[column]).matches()) {
                        fields.add(row[column]);
                    }
                }
                refuse(column, fields, sign, channels.get(column));
            }
        }
    }

    private void refuse(int column, List<String> fields, char sign, @Nullable ChannelName channel) {
        List<String> signed = fields.stream().filter(f -> f.indexOf(sign) >= 0).toList();
        List<String> whole = fields.stream().filter(f -> f.indexOf(sign) < 0).toList();
        for (String field : signed) {
            if (Numbers.hasThousands(field) && !group(sign).matcher(field).matches()) {
                throw new InputException(
                        file, "column " + (column + 1) + ": " + Numbers.thousands(field));
            }
        }
        if (signed.isEmpty()
                || !signed.stream().allMatch(group(sign).asMatchPredicate())
                || !whole.stream().allMatch(f -> f.matches("[-+]?[0-9]{1,3}"))) {
            return;
        }
        double usual = median(signed, sign);
        boolean decimals = (sign == ',') == decimalComma;
        boolean apart = !whole.isEmpty() && median(whole, sign) >= APART * usual;
        boolean alone = whole.isEmpty() && (sign == ',' ? !comma : !point);
        // Where numbers have points, semicolons are of a land in which points separate thousands.
        boolean unsure =
                sign == ','
                        ? !comma && (point || (alone && !isTooMuch(channel, usual)))
                        : alone && semicolons && channel == null;
        if (!decimals || apart || unsure) {
            String field = signed.get(0);
            throw new InputException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "the \"%s\" of its column %d may be thousands or have decimals%s; write"
                                    + " %s or %s",
                            field,
                            column + 1,
                            decimals ? "" : ", which are behind commas elsewhere",
                            field.replace("" + sign, ""),
                            decimals ? field.replace(sign, '.') + "0" : field.replace(sign, ',')));
        }
    }

    /** Whether a thousand times a value is none that a signal can have. */
    private static boolean isTooMuch(@Nullable ChannelName channel, double usual) {
        if (channel == null) {
            return false;
        }
        double value = channel.scaled(1000 * usual);
        return switch (channel.kind()) {
            case EDA -> value > 200;
            case HEART_RATE -> value > 300;
            case SKIN_TEMPERATURE -> value > 100;
            case BEAT_INTERVAL -> value > 10_000;
            case ACCELERATION -> value > 200;
            default -> false;
        };
    }

    private static double median(List<String> fields, char sign) {
        double[] sizes =
                fields.stream()
                        .mapToDouble(f -> Math.abs(Numbers.plain(f.replace(sign, '.'))))
                        .sorted()
                        .toArray();
        return sizes[sizes.length / 2];
    }
}
