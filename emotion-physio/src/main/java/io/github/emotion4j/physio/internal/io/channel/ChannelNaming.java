package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of the channels of one file. It distinguishes channels of one kind, and records why
 * others are left out. A bad channel leaves the good ones; a file of which nothing is left is
 * refused with the reasons. Confined to one thread.
 */
public final class ChannelNaming {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelNaming.class);

    /** One or two names of a kind may be a coincidence. */
    private static final int MIN_COMPANY = 3;

    private final String file;
    private final Set<String> taken = new HashSet<>();
    private final List<String> refusals = new ArrayList<>();
    private final Set<Kind> company = EnumSet.noneOf(Kind.class);

    public ChannelNaming(String file) {
        this.file = file;
    }

    /** All names of the file: several bare leads or electrodes identify what one would not. */
    public ChannelNaming among(Iterable<String> names) {
        int leads = 0;
        int electrodes = 0;
        int lights = 0;
        for (String name : names) {
            List<String> words = ChannelWords.words(name);
            lights += ChannelWords.isLight(words) ? 1 : 0;
            leads += ChannelWords.isLead(words, true) ? 1 : 0;
            electrodes += ChannelWords.isElectrode(words, true) ? 1 : 0;
        }
        // Chest leads "C1" to "C6" are also electrodes of an EEG: other names do not decide then.
        if (leads >= MIN_COMPANY && leads > electrodes) {
            company.add(Kind.ECG);
        } else if (electrodes >= MIN_COMPANY) {
            company.add(Kind.EEG);
        }
        if (lights >= 2) {
            company.add(Kind.PPG);
        }
        return this;
    }

    /** The channel of a name and unit; null if the signal is not known or is refused. */
    public @Nullable ChannelName read(String name, String unit) {
        try {
            ChannelName channel = ChannelName.read(name, unit, company);
            return channel == null ? null : besides(channel);
        } catch (ChannelName.RefusedException e) {
            refuse(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The same of a channel that has a sample at each tick of its rate, which no interval has. */
    public @Nullable ChannelName readSampled(String name, String unit) {
        ChannelName channel = read(name, unit);
        if (channel == null || channel.kind() != Kind.BEAT_INTERVAL) {
            return channel;
        }
        refuse(
                "\""
                        + name
                        + "\" at a fixed rate repeats each interval; give the ECG or the pulse wave,"
                        + " or a list of the intervals");
        return null;
    }

    /** A name with a site of its own: numbered where an earlier one has its kind and site. */
    ChannelName besides(ChannelName channel) {
        String at = channel.site();
        for (int k = 2; !taken.add(channel.kind() + " " + at); k++) {
            at = (channel.site() + " " + k).strip();
        }
        return channel.at(at);
    }

    /** Notes why a channel is left out. */
    public void refuse(String why) {
        if (refusals.size() < 20) {
            refusals.add(why);
        }
    }

    /** How many channels are left out so far. */
    public int refused() {
        return refusals.size();
    }

    /** What makes the file as a whole unreadable. */
    public InputException refusal(String why) {
        return new InputException(file, why);
    }

    /**
     * Ends the reading of names.
     *
     * @param found whether a channel can be read
     * @return what is left out, as one reason with the code {@code channels-left-out}, which is
     *     logged, too; none if all is read
     * @throws InputException if no channel can be read and some were refused
     */
    public List<Reason> conclude(boolean found) {
        if (refusals.isEmpty()) {
            return List.of();
        }
        String all = String.join("; ", refusals);
        if (!found) {
            throw new InputException(file, all);
        }
        LOG.warn("{}: left out: {}", file, all);
        return List.of(new Reason("channels-left-out", "left out: " + all));
    }
}
