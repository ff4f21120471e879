// The control bus: registers, the masks, and the commands that go down the lookup pipeline.
module nic_control
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int PORTS = 4,
    parameter int TUPLES = 8,
    parameter int BUCKETS = 128,
    parameter int WAYS = 4,
    parameter int TCAM = 16,
    parameter int EDITS = 256,
    parameter int HEADERS = 16,
    parameter int COUNTER_BITS = 64,
    parameter int TUNNEL_OPTIONS = 16,  // bytes of Geneve's options in keys
    parameter int METERS = 16,
    parameter int MILLISECOND = 250000,
    parameter int FEATURES = 15,  // as REG_FEATURES says them
    parameter int COMPLETION_CLOCKS = 0,  // that a command stays under way once it has passed
    parameter int MAX_FRAME = 65535,  // bytes without FCS
    parameter int ANSWERS = 16        // answers that can wait, a power of two
) (
    input  logic              clk,
    input  logic              rst,
    output logic              new_life,        // a reset that the host asked for
    // bus: one access a clock; a read answers on the next one
    input  logic              bus_write,
    input  logic              bus_read,
    input  logic [11:0]       bus_address,
    input  logic [63:0]       bus_wdata,
    output logic [63:0]       bus_rdata,
    // masks
    output logic [TUPLES-1:0] tuple_enable,
    output logic [KEY_W-1:0]  tuple_mask[TUPLES],
    // commands
    output logic              command_valid,
    input  logic              command_ready,
    output command_t          command,
    output logic [KEY_W-1:0]  staged_key,
    output logic [KEY_W-1:0]  staged_mask,
    output logic [ACT_W-1:0]  staged_action,
    output logic [127:0]      staged_ufid,
    output logic [EDIT_W-1:0] staged_edit,
    output logic [HEADER_W-1:0] staged_header,
    output logic              meter_write,
    output logic [$clog2(METERS)-1:0] meter_index,
    output logic [METER_W-1:0] staged_meter,
    input  logic [63:0]       metered,
    output logic [1:0]        seed_write,      // of the numbers by which packets are chosen
    output logic [63:0]       seed,
    output logic [COUNTER_BITS-1:0] counter_ones,  // the bits of a counter that are in use
    output logic [63:0]       since,           // what a scan for idle rules asks for
    output logic              inject_corrupt,  // faults on request
    output logic              inject_frozen,
    input  logic              command_done,    // a command has left the pipeline
    input  logic              answer_valid,    // and this is its answer, if it has one
    input  answer_t           answer,
    // counters
    input  logic [63:0]       cycles,
    input  logic [63:0]       totals[8],
    input  logic [31:0]       corrupt_slot,
    input  logic [63:0]       rx_packets[PORTS],
    input  logic [63:0]       rx_bytes[PORTS],
    input  logic [63:0]       rx_dropped[PORTS],
    input  logic [63:0]       tx_packets[PORTS],
    input  logic [63:0]       tx_bytes[PORTS]
);
  localparam int TW = (TUPLES > 1) ? $clog2(TUPLES) : 1;
  localparam int PORT_W = (PORTS > 1) ? $clog2(PORTS) : 1;
  localparam int AW = $clog2(ANSWERS);

  logic [63:0] generation;
  logic [31:0] slot;
  logic [31:0] count;

  // Commands wait here until the pipeline takes them; a range gives one a clock while there is room for its answers.
  logic        busy;
  logic [15:0] passed_for;  // clocks since the last command came back
  logic [3:0]  code;
  logic [31:0] next_slot;
  logic [31:0] left;
  logic [AW:0] under_way;  // sent and not yet passed
  logic [AW:0] waiting;    // answers in the queue

  assign command_valid = busy && (left != 0) && ({1'b0, under_way} + {1'b0, waiting} < (AW + 2)'(ANSWERS));
  assign command = '{code: code, slot: next_slot, only_if_valid: (code == CMD_READ_RANGE) || (code == CMD_SCAN_IDLE)};

  answer_t first;
  logic answer_out;
  logic unused_ready;  // commands are sent only where there is room for their answers
  logic pop;
  assign pop = bus_write && (bus_address == REG_ANSWERS);

  nic_fifo #(
      .WIDTH($bits(answer_t)),
      .DEPTH(ANSWERS)
  ) u_answers (
      .clk,
      .rst(rst || new_life),
      .in_valid(answer_valid),
      .in_ready(unused_ready),
      .in_data(answer),
      .out_valid(answer_out),
      .out_ready(pop),
      .out_data(first)
  );

  always_ff @(posedge clk) begin
    if (rst || new_life) begin
      busy <= 1'b0;
      left <= '0;
      under_way <= '0;
      waiting <= '0;
      tuple_enable <= '0;
    end else begin
      under_way <= under_way + {{AW{1'b0}}, command_valid && command_ready} - {{AW{1'b0}}, command_done};
      waiting <= waiting + {{AW{1'b0}}, answer_valid} - {{AW{1'b0}}, pop && answer_out};
      if (command_valid && command_ready) begin
        next_slot <= next_slot + 1'b1;
        left <= left - 1'b1;
      end
      if (busy && (left == 0) && (under_way == 0)) begin
        passed_for <= passed_for + 1'b1;
        if (passed_for == 16'(COMPLETION_CLOCKS)) busy <= 1'b0;
      end
      if (bus_write && (bus_address == REG_COMMAND) && !busy) begin
        busy <= 1'b1;
        passed_for <= '0;
        code <= bus_wdata[3:0];
        next_slot <= slot;
        left <= ((bus_wdata[3:0] == CMD_READ_RANGE) || (bus_wdata[3:0] == CMD_SCAN_IDLE)) ? count : 32'd1;
      end
      if (bus_write && (bus_address >= REG_TUPLE_ENABLE) && (bus_address < REG_TUPLE_ENABLE + 12'(TUPLES))) begin
        tuple_enable[bus_address[TW-1:0]] <= bus_wdata[0];
      end
    end
  end

  // A new life begins one clock after it was asked for.
  always_ff @(posedge clk) begin
    new_life <= bus_write && (bus_address == REG_GENERATION) && !rst;
    if (rst) generation <= '0;
    else if (bus_write && (bus_address == REG_GENERATION)) generation <= bus_wdata;
  end

  // Counters may be told to be narrower than they are.
  logic [6:0] counter_width;
  assign counter_ones = {COUNTER_BITS{1'b1}} >> (7'(COUNTER_BITS) - counter_width);
  always_ff @(posedge clk) begin
    if (rst) counter_width <= 7'(COUNTER_BITS);
    else if (bus_write && (bus_address == REG_COUNTER_WIDTH) && (bus_wdata != 0) && (bus_wdata <= 64'(COUNTER_BITS))) begin
      counter_width <= bus_wdata[6:0];
    end
  end

  assign meter_write = bus_write && (bus_address == REG_METER);
  assign meter_index = bus_wdata[$clog2(METERS)-1:0];

  assign seed_write = {bus_write && (bus_address == REG_SAMPLE_SEED + 12'd1), bus_write && (bus_address == REG_SAMPLE_SEED)};
  assign seed = bus_wdata;

  always_ff @(posedge clk) begin
    if (rst || new_life) {inject_corrupt, inject_frozen} <= '0;
    else if (bus_write && (bus_address == REG_INJECT)) {inject_frozen, inject_corrupt} <= bus_wdata[1:0];
  end

  always_ff @(posedge clk) begin
    if (bus_write) begin
      if (bus_address == REG_COMMAND_SLOT) slot <= bus_wdata[31:0];
      if (bus_address == REG_COMMAND_COUNT) count <= bus_wdata[31:0];
      if (bus_address == REG_COMMAND_SINCE) since <= bus_wdata;
      if (bus_address == REG_STAGED_UFID_HIGH) staged_ufid[127:64] <= bus_wdata;
      if (bus_address == REG_STAGED_UFID_LOW) staged_ufid[63:0] <= bus_wdata;
      for (int word = 0; word < HEADER_W / 64; word++) begin
        if (bus_address == REG_STAGED_HEADER + 12'(word)) staged_header[64*word+:64] <= bus_wdata;
      end
      for (int word = 0; word < METER_W / 64; word++) begin
        if (bus_address == REG_STAGED_METER + 12'(word)) staged_meter[64*word+:64] <= bus_wdata;
      end
      for (int word = 0; word < EDIT_W / 64; word++) begin
        if (bus_address == REG_STAGED_EDIT + 12'(word)) staged_edit[64*word+:64] <= bus_wdata;
      end
      for (int word = 0; word < ACT_W / 64; word++) begin
        if (bus_address == REG_STAGED_ACTION + 12'(word)) staged_action[64*word+:64] <= bus_wdata;
      end
      for (int word = 0; word < KEY_W / 64; word++) begin
        if (bus_address == REG_STAGED_KEY + 12'(word)) staged_key[64*word+:64] <= bus_wdata;
        if (bus_address == REG_STAGED_MASK + 12'(word)) staged_mask[64*word+:64] <= bus_wdata;
        for (int t = 0; t < TUPLES; t++) begin
          if (bus_address == REG_TUPLE_MASK + 12'(MASK_STRIDE * t + word)) tuple_mask[t][64*word+:64] <= bus_wdata;
        end
      end
    end
  end

  // ---- reads
  logic [TW-1:0]     tuple;
  logic [PORT_W-1:0] port;
  assign tuple = TW'((bus_address - REG_TUPLE_MASK) >> $clog2(MASK_STRIDE));
  assign port = bus_address[PORT_W-1:0];
  always_ff @(posedge clk) begin
    if (bus_read) begin
      bus_rdata <= '0;
      unique case (bus_address)
        REG_ID: bus_rdata <= ID_VALUE;
        REG_GENERATION: bus_rdata <= generation;
        REG_PORTS: bus_rdata <= 64'(PORTS);
        REG_TUPLES: bus_rdata <= 64'(TUPLES);
        REG_BUCKETS: bus_rdata <= 64'(BUCKETS);
        REG_WAYS: bus_rdata <= 64'(WAYS);
        REG_TCAM: bus_rdata <= 64'(TCAM);
        REG_PASSES: bus_rdata <= 64'(PASSES);
        REG_COUNTER_WIDTH: bus_rdata <= {57'd0, counter_width};
        REG_FEATURES: bus_rdata <= 64'(FEATURES);
        REG_HEADERS: bus_rdata <= 64'(HEADERS);
        REG_TUNNEL_OPTIONS: bus_rdata <= 64'(TUNNEL_OPTIONS);
        REG_METERS: bus_rdata <= 64'(METERS);
        REG_MILLISECOND: bus_rdata <= 64'(MILLISECOND);
        REG_METERED: bus_rdata <= metered;
        REG_EDITS: bus_rdata <= 64'(EDITS);
        REG_MAX_FRAME: bus_rdata <= 64'(MAX_FRAME);
        REG_CYCLES: bus_rdata <= cycles;
        REG_RX_PACKETS: bus_rdata <= totals[0];
        REG_RX_BYTES: bus_rdata <= totals[1];
        REG_UNPARSEABLE: bus_rdata <= totals[2];
        REG_HITS: bus_rdata <= totals[3];
        REG_MISSES: bus_rdata <= totals[4];
        REG_DROPPED: bus_rdata <= totals[5];
        REG_FORWARDED: bus_rdata <= totals[6];
        REG_TO_HOST: bus_rdata <= totals[2] + totals[4];
        REG_CORRUPT_PACKETS: bus_rdata <= totals[7];
        REG_CORRUPT_SLOT: bus_rdata <= {32'd0, corrupt_slot};
        REG_COMMAND: bus_rdata <= {63'd0, busy};
        REG_ANSWERS: bus_rdata <= {63'd0, answer_out};
        REG_ANSWER_SLOT: bus_rdata <= {31'd0, first.valid, first.slot};
        REG_ANSWER_PACKETS: bus_rdata <= first.packets;
        REG_ANSWER_BYTES: bus_rdata <= first.bytes;
        REG_ANSWER_LAST_USED: bus_rdata <= first.last_used;
        REG_ANSWER_UFID_HIGH: bus_rdata <= first.ufid[127:64];
        REG_ANSWER_UFID_LOW: bus_rdata <= first.ufid[63:0];
        default: begin
          for (int word = 0; word < ACT_W / 64; word++) begin
            if (bus_address == REG_ANSWER_ACTION + 12'(word)) bus_rdata <= first.action[64*word+:64];
          end
          for (int word = 0; word < KEY_W / 64; word++) begin
            if (bus_address == REG_ANSWER_KEY + 12'(word)) bus_rdata <= first.key[64*word+:64];
            if (bus_address == REG_ANSWER_MASK + 12'(word)) bus_rdata <= first.mask[64*word+:64];
            if (bus_address == REG_TUPLE_MASK + 12'(MASK_STRIDE * int'(tuple) + word)) begin
              bus_rdata <= tuple_mask[tuple][64*word+:64];
            end
          end
          if ((bus_address >= REG_PORT_RX_PACKETS) && (bus_address < REG_PORT_RX_PACKETS + 12'(PORTS))) begin
            bus_rdata <= rx_packets[port];
          end
          if ((bus_address >= REG_PORT_RX_BYTES) && (bus_address < REG_PORT_RX_BYTES + 12'(PORTS))) begin
            bus_rdata <= rx_bytes[port];
          end
          if ((bus_address >= REG_PORT_RX_DROPPED) && (bus_address < REG_PORT_RX_DROPPED + 12'(PORTS))) begin
            bus_rdata <= rx_dropped[port];
          end
          if ((bus_address >= REG_PORT_TX_PACKETS) && (bus_address < REG_PORT_TX_PACKETS + 12'(PORTS))) begin
            bus_rdata <= tx_packets[port];
          end
          if ((bus_address >= REG_PORT_TX_BYTES) && (bus_address < REG_PORT_TX_BYTES + 12'(PORTS))) begin
            bus_rdata <= tx_bytes[port];
          end
          if ((bus_address >= REG_TUPLE_ENABLE) && (bus_address < REG_TUPLE_ENABLE + 12'(TUPLES))) begin
            bus_rdata <= {63'd0, tuple_enable[bus_address[TW-1:0]]};
          end
        end
      endcase
    end
  end
endmodule
