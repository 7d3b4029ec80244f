package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.NativeFault;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_java;
import org.opencv.core.Core;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads OpenCV's natives once. */
public final class OpenCvNatives {
    /** The system property with OpenCV's threads in one call; 0 leaves OpenCV's own number. */
    static final String THREADS = "emotion4j.opencv.threads";

    private OpenCvNatives() {}

    /**
     * Loads them if they are not loaded.
     *
     * @throws ModelException if they are not on the class path
     */
    public static void ensure() {
        try {
            Holder.load();
        } catch (LinkageError e) {
            throw NativeFault.of(
                    "OpenCV",
                    List.of("org.bytedeco:opencv", "org.bytedeco:openblas", "org.bytedeco:javacpp"),
                    Loader.Detector.getPlatform(),
                    e);
        }
    }

    private static final class Holder {
        static {
            if (!LinuxLibraries.load()) {
                Loader.load(opencv_java.class);
            }
            // Pictures here are small: splitting one resize over threads costs more than it saves,
            // and streams run side by side anyway. OpenCV has one number for the whole JVM, so that
            // of an application that has set it stays, and the property leaves OpenCV's own.
            int threads = Integer.getInteger(THREADS, 1);
            if (threads > 0 && Core.getNumThreads() == Core.getNumberOfCPUs()) {
                Core.setNumThreads(threads);
            }
        }

        private Holder() {}

        /** Runs the initialiser above. */
        static void load() {}
    }

    /**
     * The libraries behind OpenCV's own Java classes, unpacked by JavaCPP and loaded as they are.
     * JavaCPP would also load its own bridges to every module of OpenCV and to OpenBLAS, which
     * nothing here calls and which cost more than a second of processor time at each start.
     */
    private static final class LinuxLibraries {
        private static final Logger LOG = LoggerFactory.getLogger(OpenCvNatives.class);

        private LinuxLibraries() {}

        /**
         * Loads the libraries.
         *
         * @return false where that cannot be done: on another system, or where they are not in a
         *     jar next to OpenCV's classes
         */
        static boolean load() {
            String platform = Loader.Detector.getPlatform();
            if (!platform.startsWith("linux-")
                    || Core.class.getClassLoader() != OpenCvNatives.class.getClassLoader()) {
                return false;
            }
            try {
                List<File> libraries = new ArrayList<>();
                boolean found =
                        unpack(
                                        "/org/bytedeco/openblas/" + platform + "/",
                                        "libopenblas.so.0",
                                        libraries)
                                && unpack(
                                        "/org/bytedeco/opencv/" + platform + "/",
                                        "libopencv_java.so",
                                        libraries);
                return found && loadAll(libraries);
            } catch (IOException | RuntimeException e) {
                LOG.debug("OpenCV is loaded by JavaCPP, which takes longer", e);
                return false;
            }
        }

        /** Unpacks the libraries of a folder, JavaCPP's own bridges left out. */
        private static boolean unpack(String folder, String known, List<File> libraries)
                throws IOException {
            URL one = OpenCvNatives.class.getResource(folder + known);
            if (one == null || !(one.openConnection() instanceof JarURLConnection jar)) {
                return false;
            }
            List<String> names =
                    jar.getJarFile().stream()
                            .map(entry -> "/" + entry.getName())
                            .filter(name -> name.startsWith(folder + "lib"))
                            .filter(name -> name.contains(".so") && !name.contains("libjni"))
                            .filter(name -> !name.contains("_nolapack"))
                            .toList();
            for (String name : names) {
                libraries.add(Loader.cacheResource(OpenCvNatives.class, name));
            }
            return true;
        }

        /** Loads each as soon as those are loaded that it needs. */
        private static boolean loadAll(List<File> libraries) {
            List<File> left = libraries;
            while (!left.isEmpty()) {
                List<File> waiting = new ArrayList<>();
                for (File library : left) {
                    try {
                        System.load(library.getPath());
                    } catch (UnsatisfiedLinkError e) {
                        if (String.valueOf(e.getMessage()).contains("already loaded in another")) {
                            throw e; // By another class loader: JavaCPP would not tell.
                        }
                        waiting.add(library);
                    }
                }
                if (waiting.size() == left.size()) {
                    LOG.debug("OpenCV is loaded by JavaCPP: {} cannot be loaded alone", waiting);
                    return false;
                }
                left = waiting;
            }
            return true;
        }
    }
}
