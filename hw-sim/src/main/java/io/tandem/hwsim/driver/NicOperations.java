package io.tandem.hwsim.driver;

import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.ReadRegister;
import io.tandem.hwsim.v1.RunCommand;
import io.tandem.hwsim.v1.WriteRegister;
import java.util.ArrayList;
import java.util.List;

/** A sequence of register accesses for one exchange. */
final class NicOperations {
    private final List<Operation> operations = new ArrayList<>();

    List<Operation> list() {
        return operations;
    }

    void clear() {
        operations.clear();
    }

    boolean isEmpty() {
        return operations.isEmpty();
    }

    /** The index that the next operation's result will have. */
    int next() {
        return operations.size();
    }

    NicOperations write(Register register, int index, long value) {
        operations.add(Operation.newBuilder()
                .setWrite(WriteRegister.newBuilder()
                        .setAddress(register.address() + index)
                        .setValue(value))
                .build());
        return this;
    }

    NicOperations write(Register register, long value) {
        return write(register, 0, value);
    }

    NicOperations read(Register register, int index) {
        operations.add(Operation.newBuilder()
                .setRead(ReadRegister.newBuilder().setAddress(register.address() + index))
                .build());
        return this;
    }

    /** Gives a tuple its mask; it takes no part in lookups while the words change. */
    NicOperations mask(int tuple, long[] mask) {
        write(Register.TUPLE_ENABLE, tuple, 0);
        for (int i = 0; i < mask.length; i++) {
            write(Register.TUPLE_MASK, tuple * Register.MASK_STRIDE + i, mask[i]);
        }
        return write(Register.TUPLE_ENABLE, tuple, 1);
    }

    /** Stages a rule for a slot of a tuple and writes it. Answers the index of the command's result. */
    int writeRule(int slot, Ufid ufid, NicRule rule) {
        for (int i = 0; i < rule.key().length; i++) {
            write(Register.STAGED_KEY, i, rule.key()[i]);
        }
        write(Register.STAGED_UFID_HIGH, ufid.high()).write(Register.STAGED_UFID_LOW, ufid.low());
        return stageAction(rule.action()).command(Command.WRITE, slot);
    }

    /** The same for an entry of the TCAM. */
    int writeEntry(int slot, Ufid ufid, NicRule rule) {
        for (int i = 0; i < rule.mask().length; i++) {
            write(Register.STAGED_MASK, i, rule.mask()[i]);
        }
        return writeRule(slot, ufid, rule);
    }

    /** Gives a rule another action. Answers the index of the command's result. */
    int modifyRule(int slot, long[] action) {
        return stageAction(action).command(Command.MODIFY, slot);
    }

    /** Stages an edit and writes it to an entry of the edit table. */
    void writeEdit(int index, NicEntry edit) {
        writeShared(Register.STAGED_EDIT, Command.WRITE_EDIT, index, edit);
    }

    /** Stages a tunnel's header and writes it to an entry of the header table. */
    void writeHeader(int index, NicEntry header) {
        writeShared(Register.STAGED_HEADER, Command.WRITE_HEADER, index, header);
    }

    private void writeShared(Register staged, Command command, int index, NicEntry entry) {
        for (int i = 0; i < entry.words().length; i++) {
            write(staged, i, entry.words()[i]);
        }
        command(command, index);
    }

    /** Stores a rule's action once more. Answers the index of the command's result. */
    int repairRule(int slot, long[] action) {
        return stageAction(action).command(Command.REPAIR, slot);
    }

    /** Starts a command on a slot. Answers the index of its result. */
    int command(Command command, int slot) {
        write(Register.COMMAND_SLOT, slot);
        int index = next();
        operations.add(Operation.newBuilder()
                .setCommand(RunCommand.newBuilder().setCode(command.code()))
                .build());
        return index;
    }

    private NicOperations stageAction(long[] action) {
        for (int i = 0; i < action.length; i++) {
            write(Register.STAGED_ACTION, i, action[i]);
        }
        return this;
    }
}
