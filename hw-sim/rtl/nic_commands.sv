// Takes descriptors and sends their commands down the lookup pipeline, in order: a descriptor of one beat is one command a
// clock, and a range is one a clock for each of its slots and one at its end. A descriptor that is wrong goes the same way,
// does nothing there, and is answered in its turn. A command waits where there may be no room for its answer.
module nic_commands
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int SLOTS = 4096,    // rules
    parameter int TUPLES = 8,      // masks, a power of two
    parameter int EDITS = 256,     // entries of the edit table, a power of two
    parameter int HEADERS = 16,    // of the header table, likewise
    parameter int METERS = 16,     // of the meter table, likewise
    parameter int ANSWERS = 16     // that can wait, a power of two
) (
    input  logic              clk,
    input  logic              rst,
    input  logic              reject,     // rules are not taken: an injected fault
    // descriptors, the lowest beat first
    input  logic              in_valid,
    output logic              in_ready,
    input  logic [BEAT_W-1:0] in_data,
    input  logic              in_last,
    // commands, with what they store
    output logic              command_valid,
    input  logic              command_ready,
    output command_t          command,
    output rule_t             rule,
    output logic [63:0]       since,       // what a scan for idle rules asks for
    output logic [EDIT_W-1:0] entry,       // of a table that actions refer to; stays until it is written
    input  logic              entry_done,
    // answers: those that have come, those that will not, and those that have left
    input  logic              command_done,  // a command has passed
    input  logic              answered,      // and has an answer
    input  logic              taken
);
  localparam int AW = $clog2(ANSWERS);
  localparam int SW = $clog2(SLOTS + 1);

  // ---- a descriptor, whole
  logic [DESC_W-1:0] descriptor;
  logic              held;
  logic [2:0]        at;      // beats of the one that comes in, 6 where there are more than any descriptor has
  logic [3:0]        status;  // what is wrong with the one that is held
  logic [3:0]        judged;  // and with the one that comes in, with its last beat
  logic              leaves;
  assign in_ready = !held || leaves;
  always_ff @(posedge clk) begin
    if (rst) begin
      held <= 1'b0;
      at <= '0;
    end else begin
      if (leaves) held <= 1'b0;
      if (in_valid && in_ready) begin
        at <= in_last ? 3'd0 : (at == 3'd6) ? at : at + 3'd1;
        if (in_last) held <= 1'b1;
      end
    end
  end
  always_ff @(posedge clk) begin
    if (in_valid && in_ready) begin
      for (int beat = 0; beat < DESC_W / BEAT_W; beat++) begin
        if (at == 3'(beat)) descriptor[BEAT_W*beat+:BEAT_W] <= in_data;
      end
      if (in_last) status <= judged;
    end
  end

  // ---- whether it can be carried out, judged by its first beat and how many there are
  logic [BEAT_W-1:0] head;
  logic [7:0]        head_code;
  logic [31:0]       head_slot;
  logic              slot_beyond;  // the last one
  logic              range_beyond;
  logic              beyond;       // the slots or entries that there are
  assign head = (at == 3'd0) ? in_data : descriptor[BEAT_W-1:0];
  assign head_code = head[DESC_CODE_LSB+:DESC_CODE_W];
  assign head_slot = head[DESC_SLOT_LSB+:DESC_SLOT_W];
  // Slots have fewer bits than their numbers. A range is a descriptor of one beat, and goes beyond where its first slot or the
  // number of its slots does, or the sum of the two; then that and all that the highest bit is more than the slots carries.
  logic [31:0] first;
  logic [31:0] many;
  logic [SW+1:0] behind;
  assign slot_beyond = (head_slot[31:SW] != 0) || (head_slot[SW-1:0] >= SW'(SLOTS));
  assign first = in_data[DESC_SLOT_LSB+:DESC_SLOT_W];
  assign many = in_data[DESC_COUNT_LSB+:DESC_COUNT_W];
  assign behind = {2'b0, first[SW-1:0]} + {2'b0, many[SW-1:0]} + (SW + 2)'((2 << SW) - 1 - SLOTS);
  assign range_beyond = (first[31:SW] != 0) || (many[31:SW] != 0) || behind[SW+1];
  always_comb begin
    unique case (head_code)
      CMD_WRITE_EDIT: beyond = (head_slot[31:$clog2(EDITS)] != 0);
      CMD_WRITE_HEADER: beyond = (head_slot[31:$clog2(HEADERS)] != 0);
      CMD_WRITE_METER, CMD_REPAIR_METER, CMD_READ_METER: beyond = (head_slot[31:$clog2(METERS)] != 0);
      CMD_WRITE_MASK, CMD_CLEAR_MASK: beyond = (head_slot[31:$clog2(TUPLES)] != 0);
      CMD_READ_RANGE, CMD_SCAN_IDLE: beyond = range_beyond;
      CMD_NOP: beyond = 1'b0;
      default: beyond = slot_beyond;
    endcase
    judged = STATUS_DONE;
    if (command_beats(head_code) == 3'd0) judged = STATUS_UNKNOWN_CODE;
    else if (command_beats(head_code) != at + 3'd1) judged = STATUS_BAD_LENGTH;
    else if (beyond || (writes_entries(head_code) && (head_slot == 0))) judged = STATUS_BAD_SLOT;
    else if (reject && (head_code == CMD_WRITE)) judged = STATUS_REJECTED;
  end

  // Waits until it is done, and what comes behind with it.
  function automatic logic writes_entries(logic [7:0] of);
    return (of == CMD_WRITE_EDIT) || (of == CMD_WRITE_HEADER) || (of == CMD_WRITE_METER) || (of == CMD_REPAIR_METER)
        || (of == CMD_READ_METER);
  endfunction

  function automatic logic is_of_many(logic [7:0] of);
    return (of == CMD_READ_RANGE) || (of == CMD_SCAN_IDLE);
  endfunction

  // ---- what it asks for
  logic [7:0]  code;
  logic [31:0] slot;
  logic        is_range;
  logic        is_entry;
  assign code = descriptor[DESC_CODE_LSB+:DESC_CODE_W];
  assign slot = descriptor[DESC_SLOT_LSB+:DESC_SLOT_W];

  // ---- its commands
  logic [SW-1:0] next;  // slot of a range
  logic [SW-1:0] left;  // slots of it from there on
  logic        some;  // there are
  logic        record;
  logic        writes_entry;
  logic        writing;  // an entry, whose command is on its way: what comes behind waits until it is there
  logic [AW:0] under_way;  // sent and not yet passed
  logic [AW:0] awaited;    // those, and answers that have not left
  logic [AW:0] still;      // of which there are so many without the one that is sent
  logic        room;
  logic        sends;
  logic        scanned;  // a scan's slots are compared with its bound on their way: its end waits for them
  assign record = some && (status == STATUS_DONE);
  assign writes_entry = is_entry && (status == STATUS_DONE);
  assign room = !awaited[AW];
  assign scanned = (code != CMD_SCAN_IDLE) || record || (under_way == 0);
  assign still = awaited - {{AW{1'b0}}, command_done && !answered} - {{AW{1'b0}}, taken};
  assign command_valid = held && !writing && room && scanned;
  assign sends = command_valid && command_ready;
  assign leaves = (sends && !record && !writes_entry) || entry_done;
  assign command = '{
      code: (record || ((status == STATUS_DONE) && !is_range)) ? code : CMD_NOP,
      asked: code,
      status: record ? STATUS_RECORD : status,
      tag: descriptor[DESC_TAG_LSB+:DESC_TAG_W],
      slot: record ? 32'(next) : slot,
      record: record,
      flip: descriptor[DESC_FLIP_LSB+:DESC_FLIP_W],
      flipped: descriptor[DESC_FLIPPED_LSB+:DESC_FLIPPED_W]
  };
  assign since = descriptor[DESC_SINCE_LSB+:DESC_SINCE_W];
  assign entry = descriptor[DESC_ENTRY_LSB+:DESC_ENTRY_W];
  assign rule = '{
      key: descriptor[DESC_KEY_LSB+:DESC_KEY_W],
      mask: descriptor[DESC_MASK_LSB+:DESC_MASK_W],
      action: descriptor[DESC_ACTION_LSB+:DESC_ACTION_W],
      ufid: descriptor[DESC_UFID_LSB+:DESC_UFID_W]
  };
  always_ff @(posedge clk) begin
    if (rst) begin
      writing <= 1'b0;
      under_way <= '0;
      awaited <= '0;
    end else begin
      if (entry_done) writing <= 1'b0;
      else if (sends && writes_entry) writing <= 1'b1;
      if (sends && !command_done) under_way <= under_way + 1'b1;
      else if (!sends && command_done) under_way <= under_way - 1'b1;
      awaited <= sends ? still + 1'b1 : still;
    end
  end
  always_ff @(posedge clk) begin
    if (in_valid && in_ready && in_last) begin
      is_range <= is_of_many(head_code);
      is_entry <= writes_entries(head_code);
      next <= first[SW-1:0];
      left <= many[SW-1:0];
      some <= is_of_many(head_code) && (many != 0);
    end else if (sends && record) begin
      next <= next + 1'b1;
      left <= left - 1'b1;
      some <= (left != SW'(1));
    end
  end

  logic unused_pad;
  assign unused_pad = &{1'b0, descriptor, head};
endmodule
