// What each meter has counted: packets that came to it and those of them that it dropped, and the bytes of both. One a clock,
// exact for packets in a row of one meter, when a packet's entries are there too, so that what goes to the host at last is not
// counted. A read waits until all packets have come that were looked up before it.
module nic_meter_counts
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int METERS = 16  // entries, a power of two up to 256; entry 0 is none
) (
    input  logic        clk,
    input  logic        rst,
    input  logic        count_valid,
    input  logic [$clog2(METERS)-1:0] count_meter,
    input  logic [16:0] count_bytes,
    input  logic        count_dropped,
    // one at a time, of an entry that stays until it is done: its counts become zero, while no packet comes to a meter, or
    // are read
    input  logic        clear_valid,
    output logic        clear_done,
    input  logic        read_valid,
    output logic        read_done,
    input  logic [$clog2(METERS)-1:0] index,
    output logic [3:0][63:0] counts,  // packets, bytes, packets and bytes dropped; with read_done
    // a packet is looked up, has come to its meter, is done
    input  logic        entered,
    input  logic        metered,
    input  logic        finished
);
  localparam int AW = $clog2(METERS);

  logic [3:0][63:0] mem[METERS];

  // ---- what is asked, where no packet comes
  logic       clearing;
  logic       reading;
  logic [6:0] under_way;  // packets that are looked up and not done
  logic [6:0] judged;     // those of them that have come to their meters
  logic [6:0] ahead;      // packets that a read waits for
  logic       asks;
  logic       quiet;      // the last packet's counts are there
  assign asks = !count_valid && quiet && ((clearing && (judged == 0)) || (reading && (ahead == 0)));
  always_ff @(posedge clk) begin
    if (rst) begin
      clearing <= 1'b0;
      reading <= 1'b0;
      under_way <= '0;
      judged <= '0;
    end else begin
      if (clear_valid) clearing <= 1'b1;
      else if (asks) clearing <= 1'b0;
      if (read_valid) reading <= 1'b1;
      else if (asks) reading <= 1'b0;
      under_way <= under_way + {6'd0, entered} - {6'd0, finished};
      judged <= judged + {6'd0, metered} - {6'd0, finished};
    end
    if (read_valid) ahead <= under_way - {6'd0, finished};
    else if (reading && (ahead != 0)) ahead <= ahead - {6'd0, finished};
    clear_done <= asks && clearing && !rst;
  end

  // clock 1: read
  logic             counts_one;
  logic             reads;
  logic [AW-1:0]    at;
  logic [16:0]      bytes;
  logic             dropped;
  logic             again;  // the same meter as the last packet's, whose counts are not in the table yet
  logic [3:0][63:0] held;
  logic [AW-1:0]    address;
  assign address = count_valid ? count_meter : index;
  assign quiet = !counts_one;
  always_ff @(posedge clk) begin
    counts_one <= count_valid && !rst;
    reads <= asks && reading && !rst;
    at <= address;
    bytes <= count_bytes;
    dropped <= count_dropped;
    again <= counts_one && (at == address);
    if (count_valid || asks) held <= mem[address];
  end

  // clock 2: count
  logic [3:0][63:0] last;
  logic [3:0][63:0] current;
  logic [3:0][63:0] next;
  assign current = again ? last : held;
  always_comb begin
    next[0] = current[0] + 1'b1;
    next[1] = current[1] + {47'd0, bytes};
    next[2] = current[2] + {63'd0, dropped};
    next[3] = current[3] + (dropped ? {47'd0, bytes} : 64'd0);
  end
  always_ff @(posedge clk) begin
    if (counts_one) last <= next;
    if (counts_one) mem[at] <= next;
    else if (asks && clearing) mem[index] <= '0;
    read_done <= reads && !rst;
    if (reads) counts <= held;
  end
endmodule
