package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tandem.datapath.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The XDP program that sends each frame to the socket of its queue, attached to an interface by a bpf_link: the kernel
 * takes it off when the link's descriptor is closed, so also when the process dies. In the driver where it can, else in
 * the network stack. Source: bpf(2), linux/bpf.h union bpf_attr; RFC 9669.
 */
final class XdpProgram implements AutoCloseable {
    // union bpf_attr, for BPF_MAP_CREATE
    static final int MAP_TYPE = 0;
    static final int KEY_SIZE = 4;
    static final int VALUE_SIZE = 8;
    static final int MAX_ENTRIES = 12;

    // for BPF_MAP_UPDATE_ELEM
    static final int MAP_FD = 0;
    static final int KEY = 8;
    static final int VALUE = 16;

    // for BPF_PROG_LOAD
    static final int PROG_TYPE = 0;
    static final int INSN_CNT = 4;
    static final int INSNS = 8;
    static final int LICENSE = 16;
    static final int PROG_FLAGS = 44;
    static final int PROG_NAME = 48;

    // for BPF_LINK_CREATE
    static final int LINK_PROG_FD = 0;
    static final int LINK_TARGET_IFINDEX = 4;
    static final int LINK_ATTACH_TYPE = 8;
    static final int LINK_FLAGS = 12;

    private static final int ATTRIBUTES_BYTES = 72;
    /** Offset of rx_queue_index in struct xdp_md. */
    static final int QUEUE_OF_CONTEXT = 16;

    private final Libc libc = new Libc();
    private final String port;
    private int map = -1;
    private int program = -1;
    private int link = -1;

    private XdpProgram(String port) {
        this.port = port;
    }

    /** Loads the program and attaches it; frames of queue i go to socket i from then on. */
    static XdpProgram attach(Link link, List<XdpSocket> sockets) throws PortException {
        XdpProgram program = new XdpProgram(link.name());
        try (Arena arena = Arena.ofConfined()) {
            program.makeMap(arena, sockets);
            program.load(arena, sockets.stream().allMatch(XdpSocket::pieces));
            program.attach(arena, link.index());
            return program;
        } catch (PortException e) {
            program.close();
            throw e;
        }
    }

    private void makeMap(Arena arena, List<XdpSocket> sockets) throws PortException {
        MemorySegment create = attributes(arena);
        create.set(JAVA_INT, MAP_TYPE, Uapi.BPF_MAP_TYPE_XSKMAP);
        create.set(JAVA_INT, KEY_SIZE, Integer.BYTES);
        create.set(JAVA_INT, VALUE_SIZE, Integer.BYTES);
        create.set(JAVA_INT, MAX_ENTRIES, sockets.size());
        map = bpf("BPF_MAP_CREATE", Uapi.BPF_MAP_CREATE, create);
        MemorySegment key = arena.allocate(JAVA_INT);
        MemorySegment value = arena.allocate(JAVA_INT);
        MemorySegment update = attributes(arena);
        update.set(JAVA_INT, MAP_FD, map);
        update.set(JAVA_LONG, KEY, key.address());
        update.set(JAVA_LONG, VALUE, value.address());
        for (int i = 0; i < sockets.size(); i++) {
            key.set(JAVA_INT, 0, i);
            value.set(JAVA_INT, 0, sockets.get(i).descriptor());
            bpf("BPF_MAP_UPDATE_ELEM", Uapi.BPF_MAP_UPDATE_ELEM, update);
        }
    }

    private void load(Arena arena, boolean pieces) throws PortException {
        long[] code = {
            // r2 = the queue that the frame came by
            instruction(Uapi.BPF_LDX_MEM_W, 2, 1, QUEUE_OF_CONTEXT, 0),
            // r1 = the map, in two instructions
            instruction(Uapi.BPF_LD_IMM_DW, 1, Uapi.BPF_PSEUDO_MAP_FD, 0, map),
            0,
            // r3 = what becomes of a frame whose queue has no socket
            instruction(Uapi.BPF_ALU64_MOV_K, 3, 0, 0, Uapi.XDP_PASS),
            instruction(Uapi.BPF_JMP_CALL, 0, 0, 0, Uapi.BPF_FUNC_redirect_map),
            instruction(Uapi.BPF_JMP_EXIT, 0, 0, 0, 0)
        };
        MemorySegment load = attributes(arena);
        load.set(JAVA_INT, PROG_TYPE, Uapi.BPF_PROG_TYPE_XDP);
        load.set(JAVA_INT, INSN_CNT, code.length);
        load.set(JAVA_LONG, INSNS, arena.allocateFrom(JAVA_LONG, code).address());
        load.set(JAVA_LONG, LICENSE, arena.allocateFrom("Apache-2.0").address());
        load.set(JAVA_INT, PROG_FLAGS, pieces ? Uapi.BPF_F_XDP_HAS_FRAGS : 0);
        load.setString(PROG_NAME, "tandem");
        program = bpf("BPF_PROG_LOAD", Uapi.BPF_PROG_LOAD, load);
    }

    private void attach(Arena arena, int index) throws PortException {
        MemorySegment create = attributes(arena);
        create.set(JAVA_INT, LINK_PROG_FD, program);
        create.set(JAVA_INT, LINK_TARGET_IFINDEX, index);
        create.set(JAVA_INT, LINK_ATTACH_TYPE, Uapi.BPF_XDP);
        create.set(JAVA_INT, LINK_FLAGS, Uapi.XDP_FLAGS_DRV_MODE);
        int answer = call(Uapi.BPF_LINK_CREATE, create);
        if (Errno.EOPNOTSUPP.is(answer) || Errno.EINVAL.is(answer)) {
            create.set(JAVA_INT, LINK_FLAGS, Uapi.XDP_FLAGS_SKB_MODE);
            answer = call(Uapi.BPF_LINK_CREATE, create);
        }
        link = Errno.check(port, "bpf(BPF_LINK_CREATE)", answer);
    }

    /** struct bpf_insn: opcode, source and destination register, offset, immediate. */
    private static long instruction(int opcode, int destination, int source, int offset, int immediate) {
        return opcode | destination << 8 | source << 12 | (offset & 0xffffL) << 16 | (long) immediate << 32;
    }

    private int bpf(String name, int command, MemorySegment attributes) throws PortException {
        return Errno.check(port, "bpf(" + name + ")", call(command, attributes));
    }

    private int call(int command, MemorySegment attributes) {
        return libc.syscall(Uapi.NR_BPF, command, attributes);
    }

    private static MemorySegment attributes(Arena arena) {
        return arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
    }

    /** Takes the program off the interface. */
    @Override
    public void close() {
        for (int descriptor : new int[] {link, program, map}) {
            if (descriptor >= 0) {
                libc.close(descriptor);
            }
        }
        link = -1;
        program = -1;
        map = -1;
    }
}
