package io.tandem.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "io.tandem", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] API = {
        "io.tandem.flow..",
        "io.tandem.action..",
        "io.tandem.odp..",
        "io.tandem.proto..",
        "io.tandem.validate..",
        "io.tandem.backend..",
        "io.tandem.stats..",
        "io.tandem.v1.."
    };
    private static final String TC = "io.tandem.tc..";
    private static final String RTE = "io.tandem.rte..";
    private static final String DATAPATH = "io.tandem.datapath..";
    private static final String SIM = "io.tandem.hwsim..";
    private static final String AGENT = "io.tandem.agent..";
    private static final String CONFORMANCE = "io.tandem.conformance..";

    @ArchTest
    static final ArchRule theLanguageKnowsNobody = noClasses()
            .that()
            .resideInAnyPackage(API)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TC, RTE, DATAPATH, SIM, AGENT, CONFORMANCE, "java.nio.file..", "io.vertx..");

    @ArchTest
    static final ArchRule tcKnowsNoOtherBackend =
            backend(TC, RTE, DATAPATH, SIM).allowEmptyShould(true);

    @ArchTest
    static final ArchRule rteFlowKnowsNoOtherBackend =
            backend(RTE, TC, DATAPATH, SIM).allowEmptyShould(true);

    @ArchTest
    static final ArchRule theDatapathKnowsNoOtherBackend = backend(DATAPATH, TC, RTE, SIM);

    @ArchTest
    static final ArchRule theSimulatedNicKnowsNoOtherBackend = backend(SIM, TC, RTE, DATAPATH);

    @ArchTest
    static final ArchRule nobodyKnowsTheSuites = noClasses()
            .that()
            .resideOutsideOfPackage(CONFORMANCE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CONFORMANCE);

    @ArchTest
    static final ArchRule onlyTheAgentSeesVertx = noClasses()
            .that()
            .resideOutsideOfPackages(AGENT, CONFORMANCE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule onlyNativeRoomsAndPacketBuffersSeeNativeMemory = noClasses()
            .that()
            .resideOutsideOfPackages("..nativelib..", "io.tandem.datapath.packet..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..");

    @ArchTest
    static final ArchRule roomsOfTheDatapathDoNotGoInCircles =
            slices().matching("io.tandem.datapath.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfTheAgentDoNotGoInCircles =
            slices().matching("io.tandem.agent.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfTheNicDoNotGoInCircles =
            slices().matching("io.tandem.hwsim.(*)..").should().beFreeOfCycles();

    private static ArchRule backend(String one, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(one)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, CONFORMANCE);
    }
}
