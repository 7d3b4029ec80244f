package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.spi.FusionMethod;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What all public values and builders of the library have in common. */
@AnalyzeClasses(
        packages = "io.github.emotion4j",
        importOptions = ImportOption.DoNotIncludeTests.class)
class PublicValuesTest {
    private static final String ROOT = "io.github.emotion4j.";
    private static final List<String> MODULES =
            List.of("core.", "vision.", "audio.", "physio.", "fusion.");

    /**
     * Two that hold the same are equal, as a record promises; a fusion method may hold what it
     * learns from a person, and a report is read, not compared.
     */
    @ArchTest
    static void recordsAreEqualIfTheirContentsAre(JavaClasses classes) {
        List<String> wrong = new ArrayList<>();
        for (Class<?> type : published(classes)) {
            if (type.isRecord() && !FusionMethod.class.isAssignableFrom(type)) {
                for (RecordComponent component : type.getRecordComponents()) {
                    types(component.getGenericType())
                            .filter(PublicValuesTest::hasIdentity)
                            .forEach(t -> wrong.add(type.getName() + " holds " + t.getName()));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Null is refused where it is set, by name, and not where it is used. */
    @ArchTest
    static void buildersRefuseNull(JavaClasses classes) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        int setters = 0;
        for (Class<?> type : published(classes)) {
            if (!type.getSimpleName().equals("Builder") || type.getEnclosingClass() == null) {
                continue;
            }
            Method start;
            try {
                start = type.getEnclosingClass().getMethod("builder");
            } catch (NoSuchMethodException e) {
                continue; // It begins with something that is needed.
            }
            for (Method setter : type.getDeclaredMethods()) {
                Class<?>[] parameters = setter.getParameterTypes();
                if (setter.getReturnType() == type
                        && parameters.length > 0
                        && Arrays.stream(parameters).noneMatch(Class::isPrimitive)) {
                    setters++;
                    try {
                        setter.invoke(start.invoke(null), new Object[parameters.length]);
                        wrong.add(setter + " takes null");
                    } catch (InvocationTargetException e) {
                        String message = String.valueOf(e.getCause().getMessage());
                        if (!(e.getCause() instanceof NullPointerException)
                                || !message.matches("[a-zA-Z]+")) {
                            wrong.add(setter + " says " + e.getCause());
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(setters > 20, setters + " setters");
    }

    private static List<Class<?>> published(JavaClasses classes) {
        return classes.stream()
                .filter(type -> MODULES.stream().anyMatch(m -> type.getName().startsWith(ROOT + m)))
                .filter(PublicValuesTest::isPublished)
                .<Class<?>>map(JavaClass::reflect)
                .toList();
    }

    private static boolean isPublished(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackageName().contains(".internal")
                && type.getEnclosingClass().map(PublicValuesTest::isPublished).orElse(true);
    }

    private static Stream<Class<?>> types(Type type) {
        return type instanceof ParameterizedType generic
                ? Stream.of(generic.getActualTypeArguments()).flatMap(PublicValuesTest::types)
                : type instanceof Class<?> plain ? Stream.of(plain) : Stream.empty();
    }

    /** Of the library's own types; interfaces are what their makers make them. */
    private static boolean hasIdentity(Class<?> type) {
        try {
            return type.getName().startsWith(ROOT)
                    && !type.isInterface()
                    && type != ClassificationReport.class
                    && type.getMethod("equals", Object.class).getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
