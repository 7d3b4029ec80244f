package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.spi.FusionMethod;
import io.github.emotion4j.core.spi.ModalityProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The providers that are listed for {@link ServiceLoader}, from any thread. */
public final class Services {
    private static final String ROOT = "io.github.emotion4j.";

    /**
     * The library's own. Packaging an application as one file may drop lists of the same name, and
     * a provider that is not found then would be missing without a message.
     */
    private static final Map<Class<?>, List<String>> OWN =
            Map.of(
                    ModalityProvider.class,
                    List.of(
                            ROOT + "vision.FaceModality",
                            ROOT + "audio.VoiceModality",
                            ROOT + "physio.BodyModality"),
                    FusionMethod.class,
                    List.of(ROOT + "fusion.LstmFusion"));

    private Services() {}

    /**
     * Finds services.
     *
     * @param service their interface
     * @return one of each class, first those of the library's own class loader, then those of the
     *     thread's
     * @throws IllegalStateException if a list was lost, or names a class that cannot be made
     */
    public static <S> List<S> load(Class<S> service) {
        ClassLoader own = Services.class.getClassLoader();
        Map<Class<?>, S> found = new LinkedHashMap<>();
        add(service, own, found);
        ClassLoader threads = Thread.currentThread().getContextClassLoader();
        if (threads != own && knows(threads, service)) {
            add(service, threads, found);
        }
        for (String name : OWN.getOrDefault(service, List.of())) {
            if (found.keySet().stream().noneMatch(c -> c.getName().equals(name))
                    && own.getResource(name.replace('.', '/') + ".class") != null) {
                throw new IllegalStateException(
                        String.format(
                                Locale.ROOT,
                                "%s is on the class path, but META-INF/services/%s does not list"
                                        + " it: lists of the same name overwrote each other when"
                                        + " the application was packaged. Merge them: with"
                                        + " maven-shade-plugin by its ServicesResourceTransformer,"
                                        + " with Gradle's shadow by mergeServiceFiles(); README,"
                                        + " \"Natives\"",
                                name,
                                service.getName()));
            }
        }
        return new ArrayList<>(found.values());
    }

    private static <S> void add(Class<S> service, ClassLoader loader, Map<Class<?>, S> found) {
        try {
            ServiceLoader.load(service, loader).stream()
                    .filter(provider -> !found.containsKey(provider.type()))
                    .forEach(provider -> found.put(provider.type(), provider.get()));
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException(
                    "A service on the class path cannot be made: " + e.getMessage(), e);
        }
    }

    /** Whether a loader means the same by a service; another deployment's may not. */
    private static boolean knows(@Nullable ClassLoader loader, Class<?> service) {
        try {
            return loader != null && loader.loadClass(service.getName()) == service;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
