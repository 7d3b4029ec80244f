package io.github.emotion4j.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keeps ARCHITECTURE.md true. */
@AnalyzeClasses(
        packages = "io.github.emotion4j",
        importOptions = {
            ImportOption.DoNotIncludeTests.class,
            ArchitectureTest.WithoutJarsOfTests.class
        })
class ArchitectureTest {
    /** What emotion-app and emotion-physio lend to the tests of others. */
    static final class WithoutJarsOfTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String ROOT = "io.github.emotion4j.";
    private static final List<String> TOOLS =
            List.of(
                    "ai.djl",
                    "org.opencv",
                    "org.bytedeco",
                    "be.tarsos",
                    "org.jtransforms",
                    "com.google.gson");

    @ArchTest
    static final ArchRule coreKnowsNoModality =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "core..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    ROOT + "media..",
                                    ROOT + "vision..",
                                    ROOT + "audio..",
                                    ROOT + "physio..",
                                    ROOT + "fusion..",
                                    "org.opencv..",
                                    "org.bytedeco..",
                                    "be.tarsos..",
                                    "org.jtransforms.."));

    @ArchTest
    static final ArchRule modalitiesNeverSeeEachOther =
            slices().matching(ROOT + "(vision|audio|physio|fusion)..")
                    .should()
                    .notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyMediaSeesFfmpeg =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "media.internal..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("org.bytedeco.ffmpeg..", "org.bytedeco.javacv.."))
                    .because("it is guarded there");

    private static final Set<String> READING =
            Set.of(
                    "readAllBytes",
                    "readAllLines",
                    "readString",
                    "lines",
                    "newBufferedReader",
                    "newInputStream");

    /** A file may have no end, and a path may be a device or a pipe. */
    @ArchTest
    static final ArchRule filesAreReadWithinLimits =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + "core..",
                            ROOT + "media..",
                            ROOT + "vision..",
                            ROOT + "audio..",
                            ROOT + "physio..",
                            ROOT + "fusion..")
                    .and()
                    .resideOutsideOfPackage(ROOT + "core.internal.io..")
                    .should()
                    .callMethodWhere(
                            DescribedPredicate.describe(
                                    "a file is read without a bound",
                                    call ->
                                            call.getTargetOwner().isEquivalentTo(Files.class)
                                                    && READING.contains(call.getName())))
                    .because("BoundedInput reads them");

    private static final Set<String> FORMATTING = Set.of("format", "formatted", "printf");

    /** Digits of another script can be neither searched in a log nor read by a program. */
    @ArchTest
    static final ArchRule numbersAreWrittenAlikeInEveryLocale =
            noClasses()
                    .should()
                    .callMethodWhere(
                            DescribedPredicate.describe(
                                    "a text is formatted by the default locale",
                                    call ->
                                            FORMATTING.contains(call.getName())
                                                    && call.getTargetOwner()
                                                            .getPackageName()
                                                            .matches("java\\.(lang|io|util)")
                                                    && call
                                                            .getTarget()
                                                            .getRawParameterTypes()
                                                            .stream()
                                                            .noneMatch(
                                                                    type ->
                                                                            type.isEquivalentTo(
                                                                                    Locale.class))))
                    .because("Locale.ROOT writes the digits that everybody reads");

    private static final Set<String> WRITING =
            Set.of(
                    "copy",
                    "createFile",
                    "createTempFile",
                    "newBufferedWriter",
                    "newByteChannel",
                    "newOutputStream",
                    "write",
                    "writeString");

    /** README: the server stores nothing of what is sent to it. */
    @ArchTest
    static final ArchRule theServerWritesNoFiles =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "app.server..")
                    .should()
                    .callMethodWhere(
                            DescribedPredicate.describe(
                                    "a file is written",
                                    call ->
                                            call.getTargetOwner().isEquivalentTo(Files.class)
                                                    && WRITING.contains(call.getName())))
                    .because("uploads stay in memory");

    @ArchTest
    static final ArchRule mediaSeesCoreAlone =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "media..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    ROOT + "vision..",
                                    ROOT + "audio..",
                                    ROOT + "physio..",
                                    ROOT + "fusion..",
                                    "org.opencv.."));

    @ArchTest
    static final ArchRule onlyModelLoadingAndTrainingSeeDjl =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            ROOT + "core.internal.model..", ROOT + "fusion.train..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("ai.djl.."))
                    .because("networks are run through TensorModel");

    @ArchTest
    static final ArchRule modulesAreFreeOfCycles =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule stagesOfAModalityAreFreeOfCycles =
            slices().matching(ROOT + "(*).internal.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule partsOfAStageAreFreeOfCycles =
            slices().matching(ROOT + "(*).internal.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noPackageOfLeftovers =
            classes()
                    .should()
                    .resideOutsideOfPackages(
                            "..util..", "..utils..", "..helper..", "..helpers..", "..common..");

    @ArchTest
    static final ArchRule publicSignaturesArePlainJava =
            classes()
                    .that()
                    .resideOutsideOfPackages("..internal..", ROOT + "app..", ROOT + "examples..")
                    .should(
                            new ArchCondition<JavaClass>("show no tool's type") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    if (type.getModifiers().contains(JavaModifier.PUBLIC)) {
                                        type.getMembers().stream()
                                                .filter(ArchitectureTest::shown)
                                                .filter(ArchitectureTest::showsATool)
                                                .forEach(
                                                        member ->
                                                                events.add(
                                                                        SimpleConditionEvent
                                                                                .violated(
                                                                                        member,
                                                                                        member
                                                                                                .getFullName())));
                                    }
                                }
                            });

    private static boolean shown(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static boolean showsATool(JavaMember member) {
        return member.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .anyMatch(type -> TOOLS.stream().anyMatch(type.getName()::startsWith));
    }
}
