// Entries that were found with a parity error: counted by table, the first and the last one of each, and the last few as the
// host has not read them yet, whom a level tells that there are some. What finds no room there is found again, as long as it
// is wrong.
module nic_parity_log
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int FINDERS = 3,  // of which each knows other tables
    parameter int DEPTH = 16    // of the log, a power of two
) (
    input  logic         clk,
    input  logic         rst,
    input  logic         found[FINDERS],
    input  flaw_t        flaw[FINDERS],
    // the oldest one that was not read
    output logic         out_valid,
    input  logic         out_ready,
    output flaw_t        out_flaw,
    // by table
    output logic [63:0]  errors[TABLES],
    output logic [31:0]  first[TABLES],
    output logic [31:0]  last[TABLES]
);
  logic  came_valid[FINDERS];
  flaw_t came[FINDERS];
  always_ff @(posedge clk) begin
    for (int i = 0; i < FINDERS; i++) came_valid[i] <= found[i] && !rst;
    came <= flaw;
  end

  for (genvar t = 0; t < TABLES; t++) begin : g_table
    logic        here;
    logic [31:0] place;
    always_comb begin
      here = 1'b0;
      place = '0;
      for (int i = 0; i < FINDERS; i++) begin
        if (came_valid[i] && (came[i].kind == 4'(t + 1))) begin
          here = 1'b1;
          place = came[i].place;
        end
      end
    end
    always_ff @(posedge clk) begin
      if (rst) begin
        errors[t] <= '0;
        first[t] <= '0;
        last[t] <= '0;
      end else if (here) begin
        errors[t] <= errors[t] + 1'b1;
        if (errors[t] == 0) first[t] <= place;
        last[t] <= place;
      end
    end
  end

  // One goes into the log at a time, and not twice in a row.
  logic  chosen;
  flaw_t choice;
  logic  room;
  logic  puts;
  flaw_t latest;
  always_comb begin
    chosen = 1'b0;
    choice = '0;
    for (int i = 0; i < FINDERS; i++) begin
      if (came_valid[i]) begin
        chosen = 1'b1;
        choice = came[i];
      end
    end
  end
  assign puts = chosen && room && !(out_valid && (choice == latest));
  always_ff @(posedge clk) begin
    if (puts) latest <= choice;
  end
  nic_fifo #(
      .WIDTH($bits(flaw_t)),
      .DEPTH(DEPTH)
  ) u_log (
      .clk,
      .rst,
      .in_valid(puts),
      .in_ready(room),
      .in_data(choice),
      .out_valid,
      .out_ready,
      .out_data(out_flaw)
  );
endmodule
