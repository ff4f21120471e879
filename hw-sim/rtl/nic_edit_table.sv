// The edits that copies of frames refer to. An edit is written when no packet is under way that was looked up before the
// write was asked for, so that an entry can be used anew as soon as no rule refers to it.
module nic_edit_table
  import nic_defs_pkg::*;
#(
    parameter int EDITS = 256  // entries; entry 0 changes nothing
) (
    input  logic              clk,
    input  logic              rst,
    // reads: registered, kept until the next one
    input  logic              read_valid,
    input  logic [ACT_EDIT0_W-1:0] read_index,
    output logic [EDIT_W-1:0] read_edit,
    // one write at a time
    input  logic              write_valid,
    input  logic [$clog2(EDITS)-1:0] write_index,
    input  logic [EDIT_W-1:0] write_edit,   // stays until done
    output logic              write_done,
    // packets that are looked up or wait for their edit, and a pulse for each that has it
    input  logic [6:0]        in_flight,
    input  logic              finished
);
  localparam int AW = $clog2(EDITS);

  logic [EDIT_W-1:0] mem[EDITS];
  logic              none;
  logic [EDIT_W-1:0] fetched;
  assign read_edit = none ? '0 : fetched;

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
    if (write) mem[index] <= write_edit;
    if (read_valid) begin
      none <= (read_index == 0);
      fetched <= mem[read_index[AW-1:0]];
    end
  end
endmodule
