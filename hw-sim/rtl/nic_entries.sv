// A table that actions refer to. An entry is written when no packet is under way that was looked up before the write was
// asked for, so that it can be used anew as soon as no rule refers to it. Entry 0 reads zero.
module nic_entries #(
    parameter int WIDTH = 64,    // bits of an entry
    parameter int ENTRIES = 256  // a power of two
) (
    input  logic              clk,
    input  logic              rst,
    // reads: registered, kept until the next one
    input  logic              read_valid,
    input  logic [$clog2(ENTRIES)-1:0] read_index,
    output logic [WIDTH-1:0]  read_entry,
    // one write at a time
    input  logic              write_valid,
    input  logic [$clog2(ENTRIES)-1:0] write_index,
    input  logic [WIDTH-1:0]  write_entry,  // stays until done
    output logic              write_done,
    // packets that are looked up or wait for their entries, and a pulse for each that has them
    input  logic [6:0]        in_flight,
    input  logic              finished
);
  localparam int AW = $clog2(ENTRIES);

  logic [WIDTH-1:0] mem[ENTRIES];
  logic             none;
  logic [WIDTH-1:0] fetched;
  assign read_entry = none ? '0 : fetched;

  logic          pending;
  logic [AW-1:0] index;
  logic [6:0]    ahead;  // packets that the write waits for
  logic          write;
  assign write = pending && (ahead == 0);

  always_ff @(posedge clk) begin
    if (rst) begin
      pending <= 1'b0;
      write_done <= 1'b0;
    end else begin
      write_done <= write;
      if (write_valid) pending <= 1'b1;
      else if (write) pending <= 1'b0;
    end
  end

  always_ff @(posedge clk) begin
    if (write_valid) begin
      index <= write_index;
      ahead <= in_flight - {6'd0, finished};
    end else if (pending && (ahead != 0)) begin
      ahead <= ahead - {6'd0, finished};
    end
    if (write) mem[index] <= write_entry;
    if (read_valid) begin
      none <= (read_index == 0);
      fetched <= mem[read_index];
    end
  end
endmodule
