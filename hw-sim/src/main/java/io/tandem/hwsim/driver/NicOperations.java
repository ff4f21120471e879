package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.CompletionBits;
import io.tandem.hwsim.profile.DescriptorBits;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.ReadRegister;
import io.tandem.hwsim.v1.RunCommands;
import io.tandem.hwsim.v1.WriteRegister;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of the NIC in one exchange, in order. Commands that follow each other go as one batch, of which several are
 * under way at a time. Not thread-safe.
 */
final class NicOperations {
    /** Numbers of commands that the NIC tells apart, a power of two. */
    static final int TAGS = 1 << CompletionBits.TAG.width();

    private final List<Operation> operations = new ArrayList<>();
    private RunCommands.Builder batch = RunCommands.newBuilder();
    private int commands;

    /** Carries them out. */
    NicAnswers run(HarnessProcess harness) throws DeviceException {
        return NicAnswers.of(harness.exchange(inOrder()));
    }

    /** Them as the harness takes them. */
    List<Operation> inOrder() {
        endBatch();
        return List.copyOf(operations);
    }

    boolean isEmpty() {
        return operations.isEmpty() && batch.getDescriptorsCount() == 0;
    }

    /** Commands so far. */
    int commands() {
        return commands;
    }

    NicOperations add(Operation operation) {
        endBatch();
        operations.add(operation);
        return this;
    }

    NicOperations write(Register register, int index, long value) {
        return add(Operation.newBuilder()
                .setWrite(WriteRegister.newBuilder()
                        .setAddress(address(register, index))
                        .setValue(value))
                .build());
    }

    NicOperations write(Register register, long value) {
        return write(register, 0, value);
    }

    NicOperations read(Register register, int index) {
        return add(Operation.newBuilder()
                .setRead(ReadRegister.newBuilder().setAddress(address(register, index)))
                .build());
    }

    private static int address(Register register, int index) {
        return register.address() + index * Register.BYTES;
    }

    /** Gives a tuple its mask. */
    void mask(int tuple, long[] mask) {
        command(new NicDescriptor(Command.WRITE_MASK, tuple).put(DescriptorBits.KEY, mask));
    }

    /** A tuple takes no part in lookups until it gets a mask. */
    void clearMask(int tuple) {
        command(Command.CLEAR_MASK, tuple);
    }

    /** Writes a rule to a slot. Answers the command's number. */
    int writeRule(int slot, Ufid ufid, NicRule rule) {
        return command(new NicDescriptor(Command.WRITE, slot).rule(ufid, rule));
    }

    /** Stores a rule once more, whose counters go on. Answers the command's number. */
    int repairRule(int slot, Ufid ufid, NicRule rule) {
        return command(new NicDescriptor(Command.REPAIR, slot).rule(ufid, rule));
    }

    /** Gives a rule another action. Answers the command's number. */
    int modifyRule(int slot, long[] action) {
        return command(new NicDescriptor(Command.MODIFY, slot).put(DescriptorBits.ACTION, action));
    }

    /** Writes an entry of the edit table. */
    void writeEdit(int index, NicEntry edit) {
        writeEntry(Command.WRITE_EDIT, index, edit);
    }

    /** Writes an entry of the header table. */
    void writeHeader(int index, NicEntry header) {
        writeEntry(Command.WRITE_HEADER, index, header);
    }

    /** Writes an entry of the meter table, whose bucket is full then. */
    void writeMeter(int index, NicEntry meter) {
        writeEntry(Command.WRITE_METER, index, meter);
    }

    /** Stores an entry of the meter table once more, whose bucket and counts go on. */
    void repairMeter(int index, NicEntry meter) {
        writeEntry(Command.REPAIR_METER, index, meter);
    }

    /** Reads what a meter has counted. Answers the command's number. */
    int readMeter(int index) {
        return command(Command.READ_METER, index);
    }

    private void writeEntry(Command command, int index, NicEntry entry) {
        command(new NicDescriptor(command, index).put(DescriptorBits.ENTRY, entry.words()));
    }

    /** Reads the rules of so many slots. Answers the command's number. */
    int readRange(int slot, int count) {
        return command(new NicDescriptor(Command.READ_RANGE, slot).put(DescriptorBits.COUNT, count));
    }

    /** Reads those of them that were not hit from a cycle on. Answers the command's number. */
    int scanIdle(int slot, int count, long since) {
        return command(new NicDescriptor(Command.SCAN_IDLE, slot)
                .put(DescriptorBits.COUNT, count)
                .put(DescriptorBits.SINCE, since));
    }

    /** A command that takes no more than a slot. Answers its number. */
    int command(Command command, int slot) {
        return command(new NicDescriptor(command, slot));
    }

    private int command(NicDescriptor descriptor) {
        batch.addDescriptors(descriptor.put(DescriptorBits.TAG, commands % TAGS).bytes());
        return commands++;
    }

    private void endBatch() {
        if (batch.getDescriptorsCount() > 0) {
            operations.add(Operation.newBuilder().setCommands(batch).build());
            batch = RunCommands.newBuilder();
        }
    }
}
