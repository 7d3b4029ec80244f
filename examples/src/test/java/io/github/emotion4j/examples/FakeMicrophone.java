package io.github.emotion4j.examples;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.TargetDataLine;
import javax.sound.sampled.UnsupportedAudioFileException;
import javax.sound.sampled.spi.MixerProvider;

/**
 * A microphone of 16 kHz before which a sentence is spoken, and nothing after it. The silence comes
 * in a tenth of its time, so that a program that listens for as long as a clip lasts gets no hours
 * of it. Java finds it by META-INF/services, so that {@code Microphone.open()} runs as it does
 * before a person.
 */
public final class FakeMicrophone extends MixerProvider {
    private static final File SENTENCE =
            new File(
                    "../emotion-audio/src/test/resources/io/github/emotion4j/audio/spoken/high.wav");
    private static final AudioFormat FORMAT = new AudioFormat(16_000, 16, 1, true, false);
    private static final Mixer.Info INFO =
            new Mixer.Info("fake", "Emotion4J", "speaks a sentence", "1") {};

    @Override
    public Mixer.Info[] getMixerInfo() {
        return new Mixer.Info[] {INFO};
    }

    @Override
    public Mixer getMixer(Mixer.Info info) {
        if (!info.equals(INFO)) {
            throw new IllegalArgumentException(info + " is another mixer");
        }
        return proxy(
                Mixer.class,
                (name, args) ->
                        switch (name) {
                            case "getMixerInfo" -> INFO;
                            case "isLineSupported" ->
                                    args[0] instanceof DataLine.Info line
                                            && line.getLineClass() == TargetDataLine.class
                                            && line.isFormatSupported(FORMAT);
                            case "getLine" -> line();
                            default -> throw new UnsupportedOperationException(name);
                        });
    }

    private static TargetDataLine line() throws IOException, UnsupportedAudioFileException {
        AudioInputStream sentence =
                AudioSystem.getAudioInputStream(FORMAT, AudioSystem.getAudioInputStream(SENTENCE));
        return proxy(
                TargetDataLine.class,
                (name, args) ->
                        switch (name) {
                            case "open", "start", "stop", "close" -> null;
                            case "read" -> {
                                byte[] bytes = (byte[]) args[0];
                                int from = (Integer) args[1];
                                int length = (Integer) args[2];
                                int heard = Math.max(0, sentence.read(bytes, from, length));
                                if (heard == 0) {
                                    Thread.sleep(10); // a block of 100 ms
                                }
                                Arrays.fill(bytes, from + heard, from + length, (byte) 0);
                                yield length;
                            }
                            default -> throw new UnsupportedOperationException(name);
                        });
    }

    private interface Answers {
        Object to(String method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        FakeMicrophone.class.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> answers.to(method.getName(), arguments)));
    }
}
