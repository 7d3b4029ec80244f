package io.github.emotion4j.app;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a task has come: on a terminal one line that is drawn again and again, elsewhere
 * nothing. It never goes back. Not thread-safe.
 */
final class ProgressBar {
    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final String task;
    private int shownPercent = -1;

    ProgressBar(PrintStream out, boolean terminal, String task) {
        this.out = out;
        this.terminal = terminal;
        this.task = task;
    }

    /** Whether somebody watches: from JDK 22 on, a console may be there without a terminal. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Shows a fraction in [0, 1], unless that much was shown before. */
    void show(double fraction) {
        int percent = (int) Math.round(100 * Math.min(1, fraction));
        if (!terminal || percent <= shownPercent) {
            return;
        }
        shownPercent = percent;
        int filled = percent * WIDTH / 100;
        String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
        out.printf(Locale.ROOT, "\r[%s] %3d %%  %s", bar, percent, task);
        out.flush();
    }

    /** Takes the line off the terminal. */
    void clear() {
        if (shownPercent >= 0) {
            shownPercent = -1;
            out.print("\r" + " ".repeat(WIDTH + 11 + task.length()) + "\r");
            out.flush();
        }
    }
}
