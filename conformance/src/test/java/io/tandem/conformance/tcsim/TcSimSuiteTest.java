package io.tandem.conformance.tcsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.datapath.BuiltInCases;
import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.nicdriver.CasesReport;
import io.tandem.conformance.nicdriver.NicCase;
import io.tandem.conformance.tcsim.TunnelCases.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TcSimSuiteTest {
    private static final int OF_CAPTURES = 20;

    @Test
    void nicBehindTcDoesWhatTheSoftwareDoes() throws Exception {
        Path folder = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");
        List<DatapathCase> cases = new ArrayList<>(new BuiltInCases(Optional.of(folder)).all());
        cases.addAll(new NicCases(new Captures(folder)).make(OF_CAPTURES, 7));

        cases.addAll(new TunnelCases(new Captures(folder), Words.KEYED).make(OF_CAPTURES, 7));

        CasesReport report = TcSimSuite.run(cases);

        System.out.println(report.toText());
        assertThat(report.allEqual()).as(report.toText()).isTrue();
        assertThat(report.cases().stream().mapToInt(NicCase::installed).sum()).isGreaterThan(20);
        assertThat(report.cases().stream().mapToInt(NicCase::decided).sum()).isGreaterThan(20);
    }
}
