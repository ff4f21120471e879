package io.tandem.datapath.port.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets, sizes and constants are those that a C compiler finds in the kernel's headers. */
class LayoutTest {
    @TempDir
    Path folder;

    private static Map<String, Long> expected() {
        Map<String, Long> table = new LinkedHashMap<>();
        table.put("offsetof(struct tpacket_block_desc, hdr.bh1.block_status)", (long) PacketRxQueue.BLOCK_STATUS);
        table.put("offsetof(struct tpacket_block_desc, hdr.bh1.num_pkts)", (long) PacketRxQueue.BLOCK_PACKETS);
        table.put("offsetof(struct tpacket_block_desc, hdr.bh1.offset_to_first_pkt)", (long) PacketRxQueue.BLOCK_FIRST);
        table.put("offsetof(struct tpacket3_hdr, tp_next_offset)", (long) PacketRxQueue.NEXT);
        table.put("offsetof(struct tpacket3_hdr, tp_sec)", (long) PacketRxQueue.SECONDS);
        table.put("offsetof(struct tpacket3_hdr, tp_nsec)", (long) PacketRxQueue.NANOS);
        table.put("offsetof(struct tpacket3_hdr, tp_snaplen)", (long) PacketRxQueue.CAPTURED);
        table.put("offsetof(struct tpacket3_hdr, tp_len)", (long) PacketRxQueue.LENGTH);
        table.put("offsetof(struct tpacket3_hdr, tp_status)", (long) PacketRxQueue.STATUS);
        table.put("offsetof(struct tpacket3_hdr, tp_mac)", (long) PacketRxQueue.FRAME_AT);
        table.put("offsetof(struct tpacket3_hdr, hv1.tp_vlan_tci)", (long) PacketRxQueue.VLAN_TCI);
        table.put("offsetof(struct tpacket3_hdr, hv1.tp_vlan_tpid)", (long) PacketRxQueue.VLAN_TPID);
        table.put("TPACKET3_HDRLEN - sizeof(struct sockaddr_ll)", (long) PacketTxQueue.HEADER_BYTES);
        table.put("sizeof(struct virtio_net_hdr)", (long) PacketRxQueue.VNET_BYTES);
        table.put("offsetof(struct virtio_net_hdr, csum_start)", (long) PacketRxQueue.VNET_CHECKSUM_START);
        table.put("offsetof(struct virtio_net_hdr, csum_offset)", (long) PacketRxQueue.VNET_CHECKSUM_OFFSET);
        table.put("sizeof(struct tpacket_req3)", (long) PacketSocket.REQUEST_BYTES);
        table.put("sizeof(struct tpacket_stats_v3)", (long) PacketSocket.STATISTICS_BYTES);
        table.put("sizeof(struct sockaddr_ll)", (long) PacketSocket.SOCKADDR_LL_BYTES);
        table.put("sizeof(struct packet_mreq)", (long) Promiscuity.MREQ_BYTES);
        table.put("sizeof(struct ifreq)", (long) InterfaceControl.IFREQ_BYTES);
        table.put("offsetof(struct ifreq, ifr_ifru)", (long) InterfaceControl.IFREQ_UNION);
        table.put("sizeof(struct ethtool_channels)", (long) InterfaceControl.CHANNELS_BYTES);
        table.put("offsetof(struct ethtool_channels, rx_count)", (long) InterfaceControl.CHANNELS_RX);
        table.put("offsetof(struct ethtool_channels, combined_count)", (long) InterfaceControl.CHANNELS_COMBINED);
        table.put("sizeof(struct xdp_desc)", (long) XdpRing.DESC_BYTES);
        table.put("offsetof(struct xdp_desc, len)", (long) XdpRing.DESC_LENGTH);
        table.put("offsetof(struct xdp_desc, options)", (long) XdpRing.DESC_OPTIONS);
        table.put("sizeof(struct sockaddr_xdp)", (long) XdpSocket.SOCKADDR_BYTES);
        table.put("offsetof(struct xdp_umem_reg, chunk_size)", (long) XdpSocket.UMEM_REG_CHUNK_SIZE);
        table.put("sizeof(struct xdp_mmap_offsets)", (long) XdpSocket.OFFSETS_BYTES);
        table.put("sizeof(struct xdp_ring_offset)", (long) XdpSocket.OFFSETS_OF_RING);
        table.put("sizeof(struct xdp_statistics)", (long) XdpSocket.STATISTICS_BYTES);
        table.put("offsetof(struct xdp_md, rx_queue_index)", (long) XdpProgram.QUEUE_OF_CONTEXT);
        table.put("offsetof(union bpf_attr, max_entries)", (long) XdpProgram.MAX_ENTRIES);
        table.put("offsetof(union bpf_attr, key)", (long) XdpProgram.KEY);
        table.put("offsetof(union bpf_attr, value)", (long) XdpProgram.VALUE);
        table.put("offsetof(union bpf_attr, insns)", (long) XdpProgram.INSNS);
        table.put("offsetof(union bpf_attr, license)", (long) XdpProgram.LICENSE);
        table.put("offsetof(union bpf_attr, prog_flags)", (long) XdpProgram.PROG_FLAGS);
        table.put("offsetof(union bpf_attr, prog_name)", (long) XdpProgram.PROG_NAME);
        table.put("offsetof(union bpf_attr, link_create.attach_type)", (long) XdpProgram.LINK_ATTACH_TYPE);
        table.put("offsetof(union bpf_attr, link_create.flags)", (long) XdpProgram.LINK_FLAGS);
        table.put("BPF_LDX | BPF_MEM | BPF_W", (long) Uapi.BPF_LDX_MEM_W);
        table.put("BPF_LD | BPF_IMM | BPF_DW", (long) Uapi.BPF_LD_IMM_DW);
        table.put("BPF_ALU64 | BPF_MOV | BPF_K", (long) Uapi.BPF_ALU64_MOV_K);
        table.put("BPF_JMP | BPF_CALL", (long) Uapi.BPF_JMP_CALL);
        table.put("BPF_JMP | BPF_EXIT", (long) Uapi.BPF_JMP_EXIT);
        table.put("BPF_MAP_TYPE_XSKMAP", (long) Uapi.BPF_MAP_TYPE_XSKMAP);
        table.put("BPF_XDP", (long) Uapi.BPF_XDP);
        table.put("TUNSETIFF", Uapi.TUNSETIFF);
        table.put("TUNGETIFF", Uapi.TUNGETIFF);
        table.put("PACKET_FANOUT_FLAG_UNIQUEID", (long) Uapi.PACKET_FANOUT_FLAG_UNIQUEID);
        table.put("PACKET_IGNORE_OUTGOING", (long) Uapi.PACKET_IGNORE_OUTGOING);
        table.put("XDP_UMEM_PGOFF_COMPLETION_RING", Uapi.XDP_UMEM_PGOFF_COMPLETION_RING);
        table.put("XDP_STATISTICS", (long) Uapi.XDP_STATISTICS);
        return table;
    }

    @Test
    void layoutsAreTheCompilers() throws IOException {
        Assumptions.assumeTrue(Machine.run("sh", "-c", "command -v gcc").status() == 0, "no C compiler");
        StringBuilder source = new StringBuilder();
        for (String header : new String[] {
            "stddef.h",
            "stdio.h",
            "sys/ioctl.h",
            "linux/if.h",
            "linux/if_packet.h",
            "linux/virtio_net.h",
            "linux/ethtool.h",
            "linux/if_tun.h",
            "linux/if_xdp.h",
            "linux/bpf.h"
        }) {
            source.append("#include <").append(header).append(">\n");
        }
        source.append("#ifndef PACKET_IGNORE_OUTGOING\n#define PACKET_IGNORE_OUTGOING 23\n#endif\nint main(void) {\n");
        expected().keySet().forEach(c -> source.append("printf(\"%lld\\n\", (long long)(")
                .append(c)
                .append("));\n"));
        source.append("return 0; }\n");
        Path file = Files.writeString(folder.resolve("layout.c"), source);
        Path program = folder.resolve("layout");
        Machine.must("gcc", "-o", program.toString(), file.toString());
        String[] found = Machine.must(program.toString()).split("\n", -1);
        int row = 0;
        for (Map.Entry<String, Long> entry : expected().entrySet()) {
            assertThat(Long.parseLong(found[row++])).as(entry.getKey()).isEqualTo(entry.getValue());
        }
    }
}
