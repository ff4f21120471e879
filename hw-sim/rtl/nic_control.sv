// The registers: what the NIC is and what it has counted.
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
    parameter int MAX_FRAME = 65535  // bytes without FCS
) (
    input  logic              clk,
    input  logic              rst,
    output logic              new_life,        // a reset that the host asked for
    // accesses of registers that are there; a read is answered on the next clock, and its answer stays until the next one
    input  logic              write_valid,
    input  logic [11:0]       write_number,
    input  logic [63:0]       write_data,
    input  logic              read_valid,
    input  logic [11:0]       read_number,
    output logic [63:0]       read_data,
    output logic [COUNTER_BITS-1:0] counter_ones,  // the bits of a counter that are in use
    output logic [1:0]        seed_write,  // of the numbers by which packets are chosen
    output logic [63:0]       seed,
    output logic              inject_frozen,  // faults on request
    output logic              inject_reject,
    // counters
    input  logic [63:0]       cycles,
    input  logic [63:0]       metered,
    input  logic [63:0]       totals[9],
    input  logic              flaw_valid,    // the parity log has an entry
    output logic              flaw_ready,    // it was read
    input  flaw_t             flaw,
    input  logic [63:0]       errors[TABLES],
    input  logic [31:0]       errors_first[TABLES],
    input  logic [31:0]       errors_last[TABLES],
    input  logic [63:0]       rx_packets[PORTS],
    input  logic [63:0]       rx_bytes[PORTS],
    input  logic [63:0]       rx_dropped[PORTS],
    input  logic [63:0]       tx_packets[PORTS],
    input  logic [63:0]       tx_bytes[PORTS]
);
  localparam int TABLE_W = $clog2(TABLES);
  localparam int PORT_W = (PORTS > 1) ? $clog2(PORTS) : 1;

  logic [63:0] generation;

  // A new life begins one clock after it was asked for.
  always_ff @(posedge clk) begin
    new_life <= write_valid && (write_number == REG_GENERATION) && !rst;
    if (rst) generation <= '0;
    else if (write_valid && (write_number == REG_GENERATION)) generation <= write_data;
  end

  // Counters may be told to be narrower than they are.
  logic [6:0] counter_width;
  assign counter_ones = {COUNTER_BITS{1'b1}} >> (7'(COUNTER_BITS) - counter_width);
  always_ff @(posedge clk) begin
    if (rst) counter_width <= 7'(COUNTER_BITS);
    else if (write_valid && (write_number == REG_COUNTER_WIDTH) && (write_data != 0) && (write_data <= 64'(COUNTER_BITS))) begin
      counter_width <= write_data[6:0];
    end
  end

  assign seed_write = {
    write_valid && (write_number == REG_SAMPLE_SECOND), write_valid && (write_number == REG_SAMPLE_FIRST)
  };
  assign seed = write_data;

  always_ff @(posedge clk) begin
    if (rst || new_life) {inject_reject, inject_frozen} <= '0;
    else if (write_valid && (write_number == REG_INJECT)) {inject_reject, inject_frozen} <= write_data[1:0];
  end

  // ---- reads
  logic [TABLE_W-1:0] of_table;
  logic [PARITY_W-1:0] logged;
  logic [PORT_W-1:0] port;
  assign of_table = read_number[TABLE_W-1:0];
  always_comb begin
    logged = '0;
    if (flaw_valid) begin
      logged[PARITY_TABLE_LSB+:PARITY_TABLE_W] = flaw.kind;
      logged[PARITY_PLACE_LSB+:PARITY_PLACE_W] = flaw.place;
    end
  end
  assign flaw_ready = read_valid && (read_number == REG_PARITY_LOG);
  assign port = read_number[PORT_W-1:0];
  always_ff @(posedge clk) begin
    if (read_valid) begin
      read_data <= '0;
      unique case (read_number)
        REG_ID: read_data <= ID_VALUE;
        REG_GENERATION: read_data <= generation;
        REG_PORTS: read_data <= 64'(PORTS);
        REG_TUPLES: read_data <= 64'(TUPLES);
        REG_BUCKETS: read_data <= 64'(BUCKETS);
        REG_WAYS: read_data <= 64'(WAYS);
        REG_TCAM: read_data <= 64'(TCAM);
        REG_PASSES: read_data <= 64'(PASSES);
        REG_COUNTER_WIDTH: read_data <= {57'd0, counter_width};
        REG_FEATURES: read_data <= 64'(FEATURES);
        REG_HEADERS: read_data <= 64'(HEADERS);
        REG_TUNNEL_OPTIONS: read_data <= 64'(TUNNEL_OPTIONS);
        REG_METERS: read_data <= 64'(METERS);
        REG_MILLISECOND: read_data <= 64'(MILLISECOND);
        REG_METERED: read_data <= metered;
        REG_EDITS: read_data <= 64'(EDITS);
        REG_MAX_FRAME: read_data <= 64'(MAX_FRAME);
        REG_CYCLES: read_data <= cycles;
        REG_RX_PACKETS: read_data <= totals[0];
        REG_RX_BYTES: read_data <= totals[1];
        REG_UNPARSEABLE: read_data <= totals[2];
        REG_HITS: read_data <= totals[3];
        REG_MISSES: read_data <= totals[4];
        REG_DROPPED: read_data <= totals[5];
        REG_FORWARDED: read_data <= totals[6];
        REG_TO_HOST: read_data <= totals[8];
        REG_CORRUPT_PACKETS: read_data <= totals[7];
        REG_PARITY_LOG: read_data <= logged;
        default: begin
          if ((read_number >= REG_PARITY_ERRORS) && (read_number < REG_PARITY_ERRORS + 12'(TABLES))) begin
            read_data <= errors[of_table];
          end
          if ((read_number >= REG_PARITY_FIRST) && (read_number < REG_PARITY_FIRST + 12'(TABLES))) begin
            read_data <= {32'd0, errors_first[of_table]};
          end
          if ((read_number >= REG_PARITY_LAST) && (read_number < REG_PARITY_LAST + 12'(TABLES))) begin
            read_data <= {32'd0, errors_last[of_table]};
          end
          if ((read_number >= REG_PORT_RX_PACKETS) && (read_number < REG_PORT_RX_PACKETS + 12'(PORTS))) begin
            read_data <= rx_packets[port];
          end
          if ((read_number >= REG_PORT_RX_BYTES) && (read_number < REG_PORT_RX_BYTES + 12'(PORTS))) begin
            read_data <= rx_bytes[port];
          end
          if ((read_number >= REG_PORT_RX_DROPPED) && (read_number < REG_PORT_RX_DROPPED + 12'(PORTS))) begin
            read_data <= rx_dropped[port];
          end
          if ((read_number >= REG_PORT_TX_PACKETS) && (read_number < REG_PORT_TX_PACKETS + 12'(PORTS))) begin
            read_data <= tx_packets[port];
          end
          if ((read_number >= REG_PORT_TX_BYTES) && (read_number < REG_PORT_TX_BYTES + 12'(PORTS))) begin
            read_data <= tx_bytes[port];
          end
        end
      endcase
    end
  end
endmodule
