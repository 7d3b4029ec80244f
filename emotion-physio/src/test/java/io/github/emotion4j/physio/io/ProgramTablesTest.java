package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.found;
import static io.github.emotion4j.physio.io.FileReading.leftOut;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.refused;
import static io.github.emotion4j.physio.io.FileReading.values;
import static io.github.emotion4j.physio.io.TableText.f;
import static io.github.emotion4j.physio.io.TableText.rows;
import static io.github.emotion4j.physio.io.TableText.wave;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as programs of laboratories, classrooms and health services export them. */
class ProgramTablesTest {
    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("program.txt"), text);
    }

    @Test
    void emotivTestBench_namesItsColumnsInItsTitle() throws IOException {
        String text =
                "title:S1, recorded:12.05.14 10.11.12, sampling:128, subject:S1,"
                        + " labels:COUNTER INTERPOLATED AF3 F7 RAW_CQ CQ_AF3 GYROX MARKER, chan:8,"
                        + " units:emotiv\n"
                        + rows(300, i -> f("%d,0,%.2f,4100,512,4,1672,0", i % 129, 4200 + wave(i)));
        List<BioBlock> blocks = read(file(text));

        assertEquals("EEG AF3 128, EEG F7 128", channels(blocks));
        assertEquals(Unit.ARBITRARY, blocks.get(0).unit(), "\"emotiv\" is no unit");
        assertEquals(4200 + wave(7), blocks.get(0).value(7), 0.01);
    }

    @Test
    void emotivPro_titleAboveTheNames_isPassedOver() throws IOException {
        String text =
                "title:s1_r2,start timestamp:1627459265.1,headset type:EPOCX,channels:9,sampling"
                        + " rate:eeg_128;mot_64;pow_8,samples:400,version:2.1\n"
                        + "Timestamp,EEG.Counter,EEG.Interpolated,EEG.AF3,EEG.RawCq,EEG.Battery,"
                        + "CQ.AF3,POW.AF3.Theta,MOT.AccX\n"
                        + rows(
                                400,
                                i ->
                                        f("%.6f,%d,0,", 1627459265.1 + i / 128.0, i % 128)
                                                + f("%.3f,900,4,4,", 4200 + wave(i))
                                                + (i % 16 == 0 ? "1.2," : ",")
                                                + (i % 2 == 0 ? "0.99" : ""));

        assertEquals("ACCELERATION MOT X 64, EEG AF3 128", found(file(text)));
    }

    @Test
    void vernierFormat_hasNamesShortNamesAndUnits() throws IOException {
        String head = "Vernier Format 2\nUntitled.txt 3/4/2021 10:11:12 .\nRun 1\n";
        String rows = rows(220, i -> f("%.3f\t%.3f\t%d", i / 200.0, wave(i), 70 + i % 3));

        assertEquals(
                "ECG 200, HEART_RATE 200",
                found(file(head + "Time\tEKG\tHeart Rate\nt\tE\tP\ns\tmV\tBPM\n\n" + rows)));
        assertTrue(
                refused(file(head + "Time\tPotential\tForce\nt\tEKG\tF\ns\tmV\tN\n\n" + rows))
                        .contains("[Time, Potential, Force]"));
    }

    @Test
    void vernierRuns_besideEachOther_areOneEach() throws IOException {
        Path path =
                file(
                        "\"Run 1: Time (s)\",\"Run 1: EKG (mV)\",\"Run 2: Time (s)\","
                                + "\"Run 2: EKG (mV)\"\n"
                                + rows(
                                        200,
                                        i ->
                                                f("%.3f,%.3f,", i / 200.0, wave(i))
                                                        + f("%.3f,9", i / 100.0)));

        assertEquals("ECG 200", channels(read(path)));
        assertEquals(wave(9), values(read(path), Kind.ECG)[9], 1e-3);
        assertTrue(leftOut(path).contains("\"Run 2: EKG (mV)\""), leftOut(path));
    }

    @Test
    void spike2_ofChannelsInTurn_isRefused_andAsSpreadsheetRead() throws IOException {
        String message =
                refused(
                        file(
                                "\"INFORMATION\"\n\"demo.smr\"\n\n\"SUMMARY\"\n\"1\"\t\"Waveform\"\t\"ECG\"\t"
                                        + "\"mV\"\t250\n\n\"CHANNEL\"\t\"1\"\n\"Waveform\"\n\"START\"\t0.0\t0.004\n"
                                        + rows(50, i -> f("%.3f", wave(i)))));
        assertTrue(message.contains("spreadsheet text"), message);
        assertEquals(
                "ECG 1 250, RESPIRATION 2 250",
                found(
                        file(
                                "\"Time\"\t\"1 ECG\"\t\"2 Resp\"\n"
                                        + rows(
                                                300,
                                                i ->
                                                        f(
                                                                "%.3f\t%.3f\t%.3f",
                                                                i / 250.0, wave(i), 0.2)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "time;signal;value\n"})
    void aRowAValue_isRefusedWithWhatToWrite(String head) throws IOException {
        String message =
                refused(
                        file(
                                head
                                        + rows(
                                                300,
                                                i ->
                                                        f(
                                                                "%.2f;%s;%.2f",
                                                                (i - i % 2) / 200.0,
                                                                i % 2 == 0 ? "ECG" : "EDA",
                                                                2.1))));
        assertTrue(message.contains("column 2"), message);
        assertTrue(message.contains("\"time_s,ECG (mV),EDA (µS)\""), message);
    }

    @ParameterizedTest
    @CsvSource({"sampling_rate, 250", "fs, 500", "Sampling Rate (Hz), 128"})
    void aRateInAColumn_isTheRate(String name, int hertz) throws IOException {
        assertEquals(
                "ECG " + hertz,
                found(
                        file(
                                "ecg_mv,"
                                        + name
                                        + "\n"
                                        + rows(200, i -> f("%.3f,%d", wave(i), hertz)))));
        assertTrue(
                refused(
                                file(
                                        "ecg_mv,"
                                                + name
                                                + "\n"
                                                + rows(200, i -> f("%.3f,%d", wave(i), hertz + i))))
                        .contains("ofRate"));
    }

    @Test
    void neuroKit_whatIsDerivedIsPassedOver() throws IOException {
        Path path =
                file(
                        "ECG_Raw,ECG_Rate,ECG_Quality,ECG_R_Peaks,ECG_P_Onsets,ECG_Phase_Atrial,"
                                + "RSP_Raw,RSP_Amplitude,RSP_Symmetry_PeakTrough,RSP_Troughs,"
                                + "EDA_Raw,EDA_Phasic,SCR_RiseTime,SCR_RecoveryTime,"
                                + "EMG_Raw,EMG_Amplitude,EMG_Activity,PPG_Clean,PPG_Peaks\n"
                                + rows(
                                        300,
                                        i ->
                                                f("%.3f,70,0.9,0,0,1,%.3f", wave(i), wave(i / 9))
                                                        + ",1,0.5,0,2.1,0.1,0,0,"
                                                        + f("%.3f,0.1,%d", wave(i), i / 40 % 2)
                                                        + f(",%.3f,0", wave(i))));
        TableFormat format = TableFormat.ofRate(250);

        assertEquals(
                "ECG RAW 250, EDA RAW 250, EMG RAW 250, HEART_RATE 250, PPG CLEAN 250,"
                        + " RESPIRATION RAW 250",
                channels(read(path, format)));
    }

    @Test
    void mne_writesAnEcgInVolts_whichHasNoUnitThen() throws IOException {
        String text =
                ",time,ECG\n" + rows(300, i -> f("%d,%.3f,%.7f", i, i / 500.0, 8e-4 * wave(i)));
        BioBlock block = read(file(text)).get(0);

        assertEquals(Unit.ARBITRARY, block.unit());
        assertEquals(500, block.sampleRateHertz());
    }

    @Test
    void iMotions_commentsAndMilliseconds_areRead() throws IOException {
        Path path =
                file(
                        "#INFO,,\n#Study name,made,\n#DATA,,\nRow,Timestamp,EventSource,StimType,"
                                + "GSR RAW,GSR Conductance CAL (µSiemens),"
                                + "Internal ADC A13 PPG CAL (mVolts),Packet reception rate RAW\n"
                                + rows(
                                        400,
                                        i ->
                                                f("%d,%.4f,2,,", i + 1, i * 1000 / 128.0)
                                                        + f("1800,2.5,%.2f,99", 1500 + wave(i))));

        assertEquals("EDA 128, PPG INTERNAL ADC A13 128", channels(read(path)));
        assertTrue(leftOut(path).contains("\"GSR RAW\""), leftOut(path));
    }

    @Test
    void polarH10_nanosecondsAndMicrovolts_areRead() throws IOException {
        String text =
                "timestamp [ns],ecg [uV]\n"
                        + rows(
                                300,
                                i -> f("%d,%d", 650000000000000000L + i * 7692307L, 100 * (i % 9)));
        BioBlock block = read(file(text)).get(0);

        assertEquals(130, block.sampleRateHertz(), 0.01);
        assertEquals(0.7, block.value(7), 1e-9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Timestamp,Session,Index,Status,SpO2,PR,PI|%d,1,7,,97,71,2.1|HEART_RATE 0.5",
                "Time,SpO2,Pulse Rate|%d,97,71|HEART_RATE 0.5",
                "Time,SpO2(%),PR(bpm),Motion|%d,97,71,0|HEART_RATE 0.5",
                "timestamp,bpm,source|%d,71,sleep|HEART_RATE 0.5",
            })
    void oximetersAndRings_giveHeartRates(String names, String row, String expected)
            throws IOException {
        assertEquals(
                expected, found(file(names + "\n" + rows(60, i -> f(row, 1614852672L + 2L * i)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Time,SpO2(%),Pulse|%s,97,71|\"HR (bpm)\"",
                "date,Average Resting Heart Rate,Temperature Deviation (°C)|%s,55,-0.2|is named after",
                "start,duration,value|%s,[60],[71]|\"time,HR (bpm)\"",
            })
    void whatCouldBeAnything_isRefusedWithWhatToWrite(String names, String row, String advice)
            throws IOException {
        String message =
                refused(file(names + "\n" + rows(60, i -> f(row, f("2021-03-04T10:11:%02d", i)))));

        assertTrue(message.contains(advice), message);
    }
}
