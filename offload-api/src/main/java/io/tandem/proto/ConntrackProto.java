package io.tandem.proto;

import com.google.protobuf.ByteString;
import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.v1.CtAction;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Connection tracking as {@code tandem.v1.CtAction}, both ways. */
final class ConntrackProto {
    private static final int LABEL = 16;
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    static CtAction.Builder encode(OdpAction.Ct ct) {
        CtAction.Builder message = CtAction.newBuilder()
                .setCommit(
                        switch (ct.commit()) {
                            case NONE -> CtAction.Commit.NONE;
                            case COMMIT -> CtAction.Commit.COMMIT;
                            case FORCE -> CtAction.Commit.FORCE;
                        })
                .setZone(ct.zone())
                .setHelper(ct.helper())
                .setTimeout(ct.timeout());
        ct.mark()
                .ifPresent(mark -> message.setMark(
                        CtAction.Mark.newBuilder().setValue(mark.value()).setMask(mark.mask())));
        ct.label()
                .ifPresent(label -> message.setLabel(CtAction.Label.newBuilder()
                        .setValue(bytes(label.high(), label.low()))
                        .setMask(bytes(label.maskHigh(), label.maskLow()))));
        ct.nat().ifPresent(nat -> message.setNat(encode(nat)));
        ct.eventMask().ifPresent(message::setEventMask);
        return message;
    }

    private static CtAction.Nat.Builder encode(Nat nat) {
        return CtAction.Nat.newBuilder()
                .setDirection(
                        switch (nat.direction()) {
                            case EXISTING -> CtAction.Nat.Direction.EXISTING;
                            case SOURCE -> CtAction.Nat.Direction.SOURCE;
                            case DESTINATION -> CtAction.Nat.Direction.DESTINATION;
                        })
                .setFirst(ActionProto.bytes(nat.first()))
                .setLast(ActionProto.bytes(nat.last()))
                .setFirstPort(nat.firstPort())
                .setLastPort(nat.lastPort())
                .setPersistent(nat.options().contains(Nat.Option.PERSISTENT))
                .setHash(nat.options().contains(Nat.Option.HASH))
                .setRandom(nat.options().contains(Nat.Option.RANDOM));
    }

    private static ByteString bytes(long high, long low) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(LABEL).putLong(high).putLong(low).flip());
    }

    static OdpAction decode(String path, CtAction message) throws ProtoDecodeException {
        return new OdpAction.Ct(
                switch (message.getCommit()) {
                    case NONE -> CtCommit.NONE;
                    case COMMIT -> CtCommit.COMMIT;
                    case FORCE -> CtCommit.FORCE;
                    case UNRECOGNIZED ->
                        throw new ProtoDecodeException(path + ".commit", "an unknown value", "NONE, COMMIT or FORCE");
                },
                ActionProto.range(path + ".zone", message.getZone(), 16),
                message.hasMark() ? Optional.of(mark(path, message.getMark())) : Optional.empty(),
                message.hasLabel() ? Optional.of(label(path, message.getLabel())) : Optional.empty(),
                name(path + ".helper", message.getHelper(), OdpAction.Ct.MOST_HELPER),
                name(path + ".timeout", message.getTimeout(), OdpAction.Ct.MOST_TIMEOUT),
                message.hasNat() ? Optional.of(nat(path + ".nat", message.getNat())) : Optional.empty(),
                message.hasEventMask() ? OptionalInt.of(message.getEventMask()) : OptionalInt.empty());
    }

    private static CtMark mark(String path, CtAction.Mark mark) throws ProtoDecodeException {
        if (mark.getMask() == 0) {
            throw new ProtoDecodeException(path + ".mark.mask", "0", "a mask that is not zero");
        }
        return new CtMark(mark.getValue(), mark.getMask());
    }

    private static CtLabel label(String path, CtAction.Label label) throws ProtoDecodeException {
        ByteBuffer value = label(path + ".label.value", label.getValue());
        ByteBuffer mask = label(path + ".label.mask", label.getMask());
        CtLabel read = new CtLabel(value.getLong(), value.getLong(), mask.getLong(), mask.getLong());
        if ((read.maskHigh() | read.maskLow()) == 0) {
            throw new ProtoDecodeException(path + ".label.mask", "0", "a mask that is not zero");
        }
        return read;
    }

    private static ByteBuffer label(String path, ByteString bytes) throws ProtoDecodeException {
        if (bytes.size() != LABEL) {
            throw new ProtoDecodeException(path, bytes.size() + " bytes", LABEL + " bytes");
        }
        return bytes.asReadOnlyByteBuffer();
    }

    private static String name(String path, String name, int most) throws ProtoDecodeException {
        if (name.length() > most || !OdpAction.Ct.canBeName(name)) {
            throw new ProtoDecodeException(
                    path, "'" + name + "'", "up to " + most + " characters without spaces, commas and parentheses");
        }
        return name;
    }

    private static Nat nat(String path, CtAction.Nat message) throws ProtoDecodeException {
        Nat.Direction direction =
                switch (message.getDirection()) {
                    case EXISTING -> Nat.Direction.EXISTING;
                    case SOURCE -> Nat.Direction.SOURCE;
                    case DESTINATION -> Nat.Direction.DESTINATION;
                    case UNRECOGNIZED ->
                        throw new ProtoDecodeException(
                                path + ".direction", "an unknown value", "EXISTING, SOURCE or DESTINATION");
                };
        Bytes first = address(path + ".first", message.getFirst());
        Bytes last = address(path + ".last", message.getLast());
        if (!last.isEmpty() && last.size() != first.size()) {
            throw new ProtoDecodeException(path + ".last", last.size() + " bytes", first.size() + " bytes, as first");
        }
        Set<Nat.Option> options = EnumSet.noneOf(Nat.Option.class);
        if (message.getPersistent()) {
            options.add(Nat.Option.PERSISTENT);
        }
        if (message.getHash()) {
            options.add(Nat.Option.HASH);
        }
        if (message.getRandom()) {
            options.add(Nat.Option.RANDOM);
        }
        return new Nat(
                direction,
                first,
                last,
                ActionProto.range(path + ".first_port", message.getFirstPort(), 16),
                ActionProto.range(path + ".last_port", message.getLastPort(), 16),
                options);
    }

    private static Bytes address(String path, ByteString bytes) throws ProtoDecodeException {
        if (!bytes.isEmpty() && bytes.size() != IPV4 && bytes.size() != IPV6) {
            throw new ProtoDecodeException(path, bytes.size() + " bytes", IPV4 + " or " + IPV6 + " bytes");
        }
        return Bytes.of(bytes.toByteArray());
    }

    private ConntrackProto() {}
}
