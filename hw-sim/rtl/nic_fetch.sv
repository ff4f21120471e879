// Reads the entries of all copies of a packet before the first one is made: a packet that needs one with a parity error is
// the host's whole, and its rule is among those that software takes it back from. A copy a clock; results keep their order.
//
//   results --> step --> [results] --> verdict --> out
//                 |                      ^
//                 +--> tables --> parity-+
//                        |
//                        +--> [entries of copies] --> copies that are made
module nic_fetch
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int EDITS = 256,   // entries of the edit table
    parameter int HEADERS = 16   // entries of the header table
) (
    input  logic              clk,
    input  logic              rst,
    input  logic              in_valid,
    output logic              in_ready,
    input  result_t           in_result,
    output logic              out_valid,
    input  logic              out_ready,
    output result_t           out_result,
    // entries of a copy of the result that is out: registered, kept until the next read; zero where the copy has none
    input  logic              read_valid,
    input  logic [1:0]        read_copy,
    input  logic              read_edit,    // it has one
    input  logic              read_header,
    output logic [EDIT_W-1:0] edit,
    output logic [HEADER_W-1:0] header,     // of the last copy that has one
    // entries of both tables
    input  logic              edit_write,
    input  logic              header_write,
    input  command_t          write,
    input  logic [EDIT_W-1:0] write_entry,
    output logic              edit_done,
    output logic              header_done,
    input  logic [6:0]        in_flight,    // packets from the lookup's start until they come in here
    // entries with a parity error
    output logic              flawed,
    output flaw_t             flaw
);
  localparam int BANKS = 8;  // results whose entries are here
  localparam int COPIES = 4;
  localparam int BW = $clog2(BANKS);

  // ---- one copy after the other
  logic [1:0]  number;
  logic [BW:0] used;
  logic [BW-1:0] bank;
  logic        forwards;
  logic        last;
  logic        step;
  logic        take;
  logic [3:0][ACT_EDIT0_W-1:0]   edits;
  logic [3:0][ACT_HEADER0_W-1:0] headers;
  for (genvar copy = 0; copy < COPIES; copy++) begin : g_copy
    assign edits[copy] = in_result.action[ACT_EDIT0_LSB+copy*(ACT_EDIT1_LSB-ACT_EDIT0_LSB)+:ACT_EDIT0_W];
    assign headers[copy] = in_result.action[ACT_HEADER0_LSB+copy*(ACT_HEADER1_LSB-ACT_HEADER0_LSB)+:ACT_HEADER0_W];
  end
  assign forwards = (in_result.verdict == VERDICT_FORWARD);
  assign last = !forwards || ({1'b0, number} + 3'd1 >= in_result.action[ACT_COPIES_LSB+:ACT_COPIES_W]);
  assign step = in_valid && !used[BW];
  assign in_ready = !used[BW] && last;
  assign take = step && last;
  logic leaves;
  assign leaves = out_valid && out_ready;
  always_ff @(posedge clk) begin
    if (rst) begin
      number <= '0;
      used <= '0;
      bank <= '0;
    end else begin
      if (step) number <= last ? '0 : number + 1'b1;
      if (take) bank <= bank + 1'b1;
      used <= used + {{BW{1'b0}}, take} - {{BW{1'b0}}, leaves};
    end
  end

  // ---- the tables
  logic                       has_edit;
  logic                       has_header;
  logic [EDIT_W-1:0]          edit_read;
  logic [HEADER_W-1:0]        header_read;
  logic                       edit_flawed;
  logic [$clog2(EDITS)-1:0]   edit_place;
  logic                       header_flawed;
  logic [$clog2(HEADERS)-1:0] header_place;
  assign has_edit = step && forwards && (edits[number] != 0);
  assign has_header = step && forwards && (headers[number] != 0);
  nic_entries #(
      .WIDTH(EDIT_W),
      .ENTRIES(EDITS)
  ) u_edits (
      .clk,
      .rst,
      .read_valid(has_edit),
      .read_index(edits[number][$clog2(EDITS)-1:0]),
      .read_entry(edit_read),
      .flawed(edit_flawed),
      .flawed_index(edit_place),
      .write_valid(edit_write),
      .write_index(write.slot[$clog2(EDITS)-1:0]),
      .write_entry(write_entry),
      .write_flip(write.flip == TABLE_EDITS),
      .write_flipped(write.flipped),
      .write_done(edit_done),
      .in_flight,
      .finished(take)
  );
  nic_entries #(
      .WIDTH(HEADER_W),
      .ENTRIES(HEADERS)
  ) u_headers (
      .clk,
      .rst,
      .read_valid(has_header),
      .read_index(headers[number][$clog2(HEADERS)-1:0]),
      .read_entry(header_read),
      .flawed(header_flawed),
      .flawed_index(header_place),
      .write_valid(header_write),
      .write_index(write.slot[$clog2(HEADERS)-1:0]),
      .write_entry(write_entry[HEADER_W-1:0]),
      .write_flip(write.flip == TABLE_HEADERS),
      .write_flipped(write.flipped),
      .write_done(header_done),
      .in_flight,
      .finished(take)
  );
  assign flawed = edit_flawed || header_flawed;
  assign flaw = edit_flawed ? '{kind: TABLE_EDITS, place: 32'(edit_place)} : '{kind: TABLE_HEADERS, place: 32'(header_place)};

  logic unused_index;  // tables may have fewer entries than actions can name
  assign unused_index = &{1'b0, edits, headers, write};

  // ---- entries of copies
  logic [EDIT_W-1:0]   kept_edits[BANKS*COPIES];
  logic [HEADER_W-1:0] kept_headers[BANKS*COPIES];
  logic                came_edit;
  logic                came_header;
  logic [BW+1:0]       came_at;
  logic [BW-1:0]       out_bank;
  logic                no_edit;
  logic [EDIT_W-1:0]   kept_edit;
  assign edit = no_edit ? '0 : kept_edit;
  always_ff @(posedge clk) begin
    came_edit <= has_edit;
    came_header <= has_header;
    came_at <= {bank, number};
    if (came_edit) kept_edits[came_at] <= edit_read;
    if (came_header) kept_headers[came_at] <= header_read;
    if (read_valid) no_edit <= !read_edit;
    if (read_valid && read_edit) kept_edit <= kept_edits[{out_bank, read_copy}];
    if (read_valid && read_header) header <= kept_headers[{out_bank, read_copy}];
    if (rst) out_bank <= '0;
    else if (leaves) out_bank <= out_bank + 1'b1;
  end

  // ---- what came of them, three clocks after each step
  logic stepped[1:3];
  logic first[1:3];
  logic final_one[1:3];
  logic of_edit[1:3];  // it reads one
  logic of_header[1:3];
  logic wrong;   // an entry of this packet's copies before
  logic spoiled;
  assign spoiled = (edit_flawed && of_edit[3]) || (header_flawed && of_header[3]);
  always_ff @(posedge clk) begin
    stepped[1] <= step && !rst;
    first[1] <= (number == 0);
    final_one[1] <= last;
    of_edit[1] <= has_edit;
    of_header[1] <= has_header;
    for (int stage = 2; stage <= 3; stage++) begin
      stepped[stage] <= stepped[stage-1] && !rst;
      first[stage] <= first[stage-1];
      final_one[stage] <= final_one[stage-1];
      of_edit[stage] <= of_edit[stage-1];
      of_header[stage] <= of_header[stage-1];
    end
    if (stepped[3]) wrong <= spoiled || (wrong && !first[3]);
  end

  result_t held;
  logic    held_valid;
  logic    judged;
  logic    wrong_entry;
  logic    unused_results_ready;  // there is room for all banks
  logic    unused_verdicts_ready;
  nic_fifo #(
      .WIDTH($bits(result_t)),
      .DEPTH(BANKS)
  ) u_results (
      .clk,
      .rst,
      .in_valid(take),
      .in_ready(unused_results_ready),
      .in_data(in_result),
      .out_valid(held_valid),
      .out_ready(leaves),
      .out_data(held)
  );
  nic_fifo #(
      .WIDTH(1),
      .DEPTH(BANKS)
  ) u_verdicts (
      .clk,
      .rst,
      .in_valid(stepped[3] && final_one[3]),
      .in_ready(unused_verdicts_ready),
      .in_data(spoiled || (wrong && !first[3])),
      .out_valid(judged),
      .out_ready(leaves),
      .out_data(wrong_entry)
  );
  assign out_valid = held_valid && judged;
  always_comb begin
    out_result = held;
    if (wrong_entry) out_result = refused(held);
  end
endmodule
