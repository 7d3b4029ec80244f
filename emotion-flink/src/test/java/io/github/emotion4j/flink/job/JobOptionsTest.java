package io.github.emotion4j.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.flink.util.ParameterTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobOptionsTest {
    private static final String USAGE = "--out PATH\n--bad-records TOPIC\n";

    @ParameterizedTest
    @CsvSource({
        "--out a --bad-record b, There is no option --bad-record",
        "--out a --bad-records, --bad-records needs a value",
        "--bad-records b, --out is missing"
    })
    void whatIsWrong_isNamedWithTheUsage(String line, String message) {
        String told =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> JobOptions.read(USAGE, line.split(" "), "out"))
                        .getMessage();
        assertEquals(message + System.lineSeparator() + USAGE, told);
    }

    @Test
    void optionsOfTheUsage_areTaken_andHelpNeedsNoOthers() {
        ParameterTool options =
                JobOptions.read(USAGE, "--out a --bad-records b".split(" "), "out").orElseThrow();
        assertEquals("a", options.get("out"));
        assertTrue(JobOptions.read(USAGE, new String[] {"--help"}, "out").isEmpty());
    }

    @Test
    void mains_knowTheOptionsThatTheyRead() throws Exception {
        for (String wrong : new String[] {"1s", "-5000"}) {
            String told =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            LiveJob.main(
                                                    ("--brokers k:1 --signals s --estimates e"
                                                                    + " --bad-records b --group g"
                                                                    + " --models 2 --perceived face"
                                                                    + " --disorder-millis "
                                                                    + wrong)
                                                            .split(" ")))
                            .getMessage();
            assertTrue(told.startsWith("--disorder-millis"), told);
        }
        String told =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        ArchiveJob.main(
                                                "--recordings r --out o --format csv".split(" ")))
                        .getMessage();
        assertTrue(told.startsWith("--format is json or parquet"), told);
        LiveJob.main(new String[] {"--help"});
    }
}
