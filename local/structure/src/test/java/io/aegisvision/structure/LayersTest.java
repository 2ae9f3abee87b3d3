package io.aegisvision.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Arrows point one way: contract and crds, then domain, then reconcilers and webhooks, then the operator. */
class LayersTest {
    private static final String CONTRACT = "io.aegisvision.contract..";
    private static final String API = "io.aegisvision.api..";
    private static final String DOMAIN = "io.aegisvision.domain..";
    private static final String EXPERIMENTS = "io.aegisvision.experiments..";
    private static final String RECONCILERS = "io.aegisvision.controllers..";
    private static final String WEBHOOKS = "io.aegisvision.webhooks..";
    private static final String OPERATOR = "io.aegisvision.operator..";
    private static final String TESTKIT = "io.aegisvision.testkit..";
    private static final String CORE = "io.aegisvision.dataplane.(ring|dispatch|tracker|geometry|rules|outbox)..";
    private static final String TRANSPORT = "io.aegisvision.dataplane.(video|triton|onnx|artifact|kafka|event|store)..";
    private static final String APP = "io.aegisvision.dataplane.app..";
    private static final String PLAYED = "io.aegisvision.dataplane.testkit..";
    private static final String BENCH = "io.aegisvision.dataplane.bench..";
    private static final String PLACEMENT_BENCH = "io.aegisvision.bench.placement..";
    private static final String PLUGIN = "io.aegisvision.kubectl..";
    private static final String REPORT = "io.aegisvision.report..";
    private static final String STORY = "io.aegisvision.story..";
    private static final String RULECHECK = "io.aegisvision.rulecheck..";
    private static final String EXAMPLES = "io.aegisvision.examples..";

    /** What each layer may use of ours; itself included. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry(CONTRACT, List.of(CONTRACT)),
            Map.entry(API, List.of(API)),
            Map.entry(DOMAIN, List.of(DOMAIN, API, CONTRACT)),
            Map.entry(EXPERIMENTS, List.of(EXPERIMENTS, DOMAIN, CONTRACT, REPORT)),
            Map.entry(RECONCILERS, List.of(RECONCILERS, DOMAIN, API, CONTRACT)),
            Map.entry(WEBHOOKS, List.of(WEBHOOKS, DOMAIN, API, CONTRACT)),
            Map.entry(OPERATOR, List.of(OPERATOR, RECONCILERS, WEBHOOKS, DOMAIN, API, CONTRACT)),
            Map.entry(TESTKIT, List.of(TESTKIT, RECONCILERS, DOMAIN, API, CONTRACT)),
            Map.entry(CORE, List.of(CORE, CONTRACT)),
            Map.entry(TRANSPORT, List.of(TRANSPORT, CORE, CONTRACT)),
            Map.entry(APP, List.of(APP, TRANSPORT, CORE, CONTRACT)),
            Map.entry(PLAYED, List.of(PLAYED)),
            Map.entry(BENCH, List.of(BENCH, PLAYED, APP, TRANSPORT, CORE, CONTRACT, REPORT)),
            Map.entry(PLACEMENT_BENCH, List.of(PLACEMENT_BENCH, DOMAIN, REPORT)),
            Map.entry(PLUGIN, List.of(PLUGIN, RECONCILERS, DOMAIN, API, CONTRACT)),
            Map.entry(REPORT, List.of(REPORT)),
            Map.entry(STORY, List.of(STORY, REPORT, API, CONTRACT)),
            Map.entry(RULECHECK, List.of(RULECHECK, DOMAIN, API, CORE, CONTRACT, REPORT)),
            Map.entry(EXAMPLES, List.of(EXAMPLES)));

    private static JavaClasses ours;

    @BeforeAll
    static void importClasses() {
        ours = new ClassFileImporter().importPaths(Checkout.classFolders());
        assertThat(ours).as("compiled classes of the modules").isNotEmpty();
    }

    @Test
    void everyClassIsInALayer() {
        classes()
                .that()
                .resideInAPackage("io.aegisvision..")
                .should()
                .resideInAnyPackage(MAY_USE.keySet().toArray(String[]::new))
                .check(ours);
    }

    @TestFactory
    Stream<DynamicTest> layerUsesOnlyWhatItMay() {
        return MAY_USE.entrySet().stream()
                .map(layer -> DynamicTest.dynamicTest(layer.getKey(), () -> noClasses()
                        .that()
                        .resideInAPackage(layer.getKey())
                        .should()
                        .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                        "io.aegisvision..")
                                .and(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                                        layer.getValue().toArray(String[]::new))))
                        .allowEmptyShould(true)
                        .check(ours)));
    }

    @TestFactory
    Stream<DynamicTest> pureLayersUseOnlyTheJdk() {
        return Stream.of(CONTRACT, DOMAIN, CORE)
                .map(layer -> DynamicTest.dynamicTest(layer, () -> classes()
                        .that()
                        .resideInAPackage(layer)
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "io.aegisvision..", "org.jspecify..")
                        .allowEmptyShould(true)
                        .check(ours)));
    }

    @TestFactory
    Stream<DynamicTest> pureLayersReadNoClock() {
        return Stream.of(CONTRACT, DOMAIN, RECONCILERS, WEBHOOKS, CORE)
                .map(layer -> DynamicTest.dynamicTest(layer, () -> noClasses()
                        .that()
                        .resideInAPackage(layer)
                        .should()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .allowEmptyShould(true)
                        .check(ours)));
    }

    @Test
    void noBagsOfStatics() {
        noClasses()
                .that()
                .resideInAPackage("io.aegisvision..")
                .should()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameStartingWith("Common")
                .orShould()
                .haveSimpleNameStartingWith("Base")
                .check(ours);
    }
}
