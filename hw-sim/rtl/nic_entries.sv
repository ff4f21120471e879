// A table that actions refer to. An entry is written when no packet is under way that was looked up before the write was
// asked for, so that it can be used anew as soon as no rule refers to it. Entry 0 is not read. After a reset every entry is
// emptied. An entry has a parity bit; where nothing is read, a scrub looks at the entries one after the other.
module nic_entries
  import nic_types_pkg::*;
#(
    parameter int WIDTH = 64,     // bits of an entry
    parameter int ENTRIES = 256,  // a power of two
    parameter int SCRUB = 16      // clocks from one entry that is scrubbed to the next one at least, a power of two
) (
    input  logic              clk,
    input  logic              rst,
    // reads: there on the next clock, and no longer
    input  logic              read_valid,
    input  logic [$clog2(ENTRIES)-1:0] read_index,
    output logic [WIDTH-1:0]  read_entry,
    // what was read three clocks ago, or scrubbed, has a parity error
    output logic              flawed,
    output logic [$clog2(ENTRIES)-1:0] flawed_index,
    // one write at a time
    input  logic              write_valid,
    input  logic [$clog2(ENTRIES)-1:0] write_index,
    input  logic [WIDTH-1:0]  write_entry,  // stays until done
    input  logic              write_flip,   // a bit of it is stored wrong on purpose
    input  logic [4:0]        write_flipped,
    output logic              write_done,
    // packets that are looked up or wait for their entries, and a pulse for each that has them
    input  logic [6:0]        in_flight,
    input  logic              finished
);
  localparam int AW = $clog2(ENTRIES);

  logic [WIDTH:0] mem[ENTRIES];
  logic [WIDTH:0] fetched;
  assign read_entry = fetched[WIDTH-1:0];

  // ---- writes
  logic          pending;
  logic [AW-1:0] index;
  logic [6:0]    ahead;  // packets that the write waits for
  logic [2:0]    ripe;   // the parity is reckoned
  logic          parity;
  logic [AW:0]   swept;
  logic          write;
  assign write = pending && (ahead == 0) && ripe[2] && swept[AW];
  nic_parity #(
      .WIDTH(WIDTH)
  ) u_write_parity (
      .clk,
      .valid(pending),
      .word(write_entry),
      .odd(parity)
  );

  always_ff @(posedge clk) begin
    if (rst) begin
      pending <= 1'b0;
      write_done <= 1'b0;
      swept <= '0;
    end else begin
      write_done <= write;
      if (write_valid) pending <= 1'b1;
      else if (write) pending <= 1'b0;
      if (!swept[AW]) swept <= swept + 1'b1;
    end
  end
  always_ff @(posedge clk) begin
    ripe <= write_valid ? '0 : {ripe[1:0], pending};
    if (write_valid) begin
      index <= write_index;
      ahead <= in_flight - {6'd0, finished};
    end else if (pending && (ahead != 0)) begin
      ahead <= ahead - {6'd0, finished};
    end
    if (write) begin
      mem[index] <= {
        parity ^ (write_flip && (write_flipped == nic_defs_pkg::FLIP_PARITY)),
        write_entry ^ (write_flip ? WIDTH'(flips(write_flipped)) : '0)
      };
    end
    if (!swept[AW]) mem[swept[AW-1:0]] <= '0;
  end

  // ---- reads, and the scrub between them
  logic                     scrubs;
  logic [AW-1:0]            scrubbed;
  logic [$clog2(SCRUB)-1:0] pace;
  logic [AW-1:0]            address;
  assign scrubs = swept[AW] && (pace == 0) && !read_valid && !write;
  assign address = read_valid ? read_index : scrubbed;
  always_ff @(posedge clk) begin
    if (rst) begin
      scrubbed <= '0;
      pace <= '1;
    end else begin
      if (scrubs || (pace != 0)) pace <= pace - 1'b1;
      if (scrubs) scrubbed <= scrubbed + 1'b1;
    end
    if (read_valid || scrubs) fetched <= mem[address];
  end

  logic          odd;
  logic          held[1:3];
  logic [AW-1:0] place[1:3];
  nic_parity #(
      .WIDTH(WIDTH + 1)
  ) u_read_parity (
      .clk,
      .valid(held[1]),
      .word(fetched),
      .odd
  );
  assign flawed = held[3] && odd;
  assign flawed_index = place[3];
  always_ff @(posedge clk) begin
    held[1] <= (read_valid || scrubs) && !rst;
    place[1] <= address;
    for (int stage = 2; stage <= 3; stage++) begin
      held[stage] <= held[stage-1] && !rst;
      place[stage] <= place[stage-1];
    end
  end
endmodule
