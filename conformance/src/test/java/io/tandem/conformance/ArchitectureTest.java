package io.tandem.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.tandem.flow.FlowField;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tandem");

    private static final String[] API = {
        "io.tandem.flow..",
        "io.tandem.action..",
        "io.tandem.odp..",
        "io.tandem.proto..",
        "io.tandem.validate..",
        "io.tandem.backend..",
        "io.tandem.netlink..",
        "io.tandem.operation..",
        "io.tandem.stats..",
        "io.tandem.v1.."
    };
    private static final String TC = "io.tandem.tc..";
    private static final String RTE = "io.tandem.rte..";
    private static final String DATAPATH = "io.tandem.datapath..";
    private static final String SIM = "io.tandem.hwsim..";
    private static final String AGENT = "io.tandem.agent..";
    private static final String CONFORMANCE = "io.tandem.conformance..";

    /** What the NIC matches, and how OpenFlow writes it. */
    private static final Set<String> FIELD_TABLES = Set.of("NicMatchTable", "MatchField");

    @Test
    void theRulesSeeEveryModule() {
        assertThat(PROJECT)
                .extracting(JavaClass::getPackageName)
                .contains(
                        "io.tandem.flow",
                        "io.tandem.datapath.dpcls",
                        "io.tandem.hwsim.driver",
                        "io.tandem.agent.engine");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> backend(AGENT, DATAPATH).check(PROJECT));
    }

    @Test
    void theLanguageKnowsNobody() {
        noClasses()
                .that()
                .resideInAnyPackage(API)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(TC, RTE, DATAPATH, SIM, AGENT, CONFORMANCE, "java.nio.file..", "io.vertx..")
                .check(PROJECT);
    }

    @Test
    void tcKnowsNoOtherBackend() {
        backend(TC, RTE, DATAPATH, SIM).allowEmptyShould(true).check(PROJECT);
    }

    @Test
    void rteFlowKnowsNoOtherBackend() {
        backend(RTE, TC, DATAPATH, SIM).allowEmptyShould(true).check(PROJECT);
    }

    @Test
    void theDatapathKnowsNoOtherBackend() {
        backend(DATAPATH, TC, RTE, SIM).check(PROJECT);
    }

    @Test
    void theSimulatedNicKnowsNoOtherBackend() {
        backend(SIM, TC, RTE, DATAPATH).check(PROJECT);
    }

    @Test
    void nobodyKnowsTheSuites() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CONFORMANCE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CONFORMANCE)
                .check(PROJECT);
    }

    @Test
    void onlyTheAgentSeesVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackages(AGENT, CONFORMANCE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(PROJECT);
    }

    @Test
    void onlyNativeRoomsAndPacketBuffersSeeNativeMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..nativelib..", "io.tandem.datapath.packet..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(PROJECT);
    }

    @Test
    void roomsOfTheDatapathDoNotGoInCircles() {
        slices().matching("io.tandem.datapath.(*)..").should().beFreeOfCycles().check(PROJECT);
    }

    @Test
    void roomsOfTheAgentDoNotGoInCircles() {
        slices().matching("io.tandem.agent.(*)..").should().beFreeOfCycles().check(PROJECT);
    }

    @Test
    void roomsOfTheNicDoNotGoInCircles() {
        slices().matching("io.tandem.hwsim.(*)..").should().beFreeOfCycles().check(PROJECT);
    }

    @Test
    void roomsOfTheSuitesDoNotGoInCircles() {
        slices().matching("io.tandem.conformance.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PROJECT);
    }

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

    @Test
    void theFieldListStandsInOneFile() {
        int half = FlowField.values().length / 2;
        for (JavaClass user : PROJECT) {
            long named = user.getFieldAccessesFromSelf().stream()
                    .filter(a -> a.getTargetOwner().isEquivalentTo(FlowField.class))
                    .map(JavaFieldAccess::getName)
                    .distinct()
                    .count();
            if (!user.isEquivalentTo(FlowField.class) && !FIELD_TABLES.contains(user.getSimpleName())) {
                assertThat(named)
                        .as(user.getName() + " repeats the list of fields: drive it by FlowField's rows instead;"
                                + " docs/adding-a-field.md")
                        .isLessThan(half);
            }
        }
    }
}
