package io.tandem.conformance.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class StraceOutputTest {
    @Test
    void takesTheBytesOfEachDatagram() throws StraceFormatException {
        List<byte[]> datagrams = StraceOutput.datagrams("""
                159   sendto(6, [{nlmsg_len=17, nlmsg_type=0x1a /* NLMSG_??? */}, "\\x00"], 17, 0, NULL, 0) = 17
                159   sendmsg(8, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\\x28\\x00\\xff", iov_len=3}], \
                msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 3
                159   sendmsg(8, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="\\x01", iov_len=1}, \
                {iov_base="\\x02\\x03", iov_len=2}], msg_iovlen=2, msg_controllen=0, msg_flags=0}, 0) = 3
                159   +++ exited with 0 +++
                """);
        assertThat(datagrams).containsExactly(new byte[] {0x28, 0, -1}, new byte[] {1, 2, 3});
    }

    @Test
    void refusesAStringThatWasCutShort() {
        assertThatExceptionOfType(StraceFormatException.class)
                .isThrownBy(() -> StraceOutput.datagrams(
                        "\n1 sendmsg(8, {msg_iov=[{iov_base=\"\\x28\"..., iov_len=3}], msg_flags=0}, 0) = 3\n"))
                .withMessageContaining("line 2");
    }
}
