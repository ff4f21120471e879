// The action engine with what decides whether an action can be carried out: beats of frames, entries of the tables and
// results go in, beats of copies come out.
module bench_edit
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int EDITS = 64,
    parameter int HEADERS = 16
) (
    input  logic          clk,
    input  logic          rst,
    input  logic          in_valid,
    output logic          in_ready,
    // what it is, an entry's number; from bits 0, 32 on; the rest from 64 on.
    // A beat: its bytes, 1 in the last one, the data; from bits 64, 72, 128 on.
    // A result: the layers, the length, the Ethernet type, the time to live, the protocol, the action; from bits 64, 128,
    // 160, 176, 184, 192 on.
    input  logic [1279:0] in_data,
    output logic          out_valid,
    input  logic          out_ready,
    output logic [575:0]  out_data  // the beat, its bytes, 1 in the last one, port, copy, frame; from 0, 512, 520, 528, 536, 544 on
);
  localparam logic [1:0] BEAT = 2'd0;
  localparam logic [1:0] RESULT = 2'd1;
  localparam logic [1:0] EDIT = 2'd2;
  localparam logic [1:0] HEADER = 2'd3;

  logic [1:0] what;
  logic       take;
  logic       unused_pad;
  assign what = in_data[1:0];
  assign take = in_valid && in_ready;
  assign unused_pad = &{1'b0, in_data};

  // ---- results wait for their frames, whose beats come behind them
  logic [31:0] results;
  meta_t       known;
  meta_t       cautious;
  result_t     found;
  result_t     decided;
  always_comb begin
    known = '0;
    known.seq = results;
    known.length = in_data[128+:17];
    known.layers = in_data[64+:$bits(layers_t)];
  end
  nic_caution u_caution (
      .in_type(in_data[160+:16]),
      .in_ttl(in_data[176+:8]),
      .in_protocol(in_data[184+:8]),
      .in_meta(known),
      .out_meta(cautious)
  );
  always_comb begin
    found = '0;
    found.meta = cautious;
    found.parseable = 1'b1;
    found.hit = 1'b1;
    found.action = in_data[192+:ACT_W];
  end
  nic_resolve u_resolve (
      .found,
      .decided
  );

  logic    results_room;
  logic    result_valid;
  logic    result_ready;
  result_t result;
  nic_fifo #(
      .WIDTH($bits(result_t)),
      .DEPTH(16)
  ) u_results (
      .clk,
      .rst,
      .in_valid(take && (what == RESULT)),
      .in_ready(results_room),
      .in_data(decided),
      .out_valid(result_valid),
      .out_ready(result_ready),
      .out_data(result)
  );

  logic         beats_room;
  logic         beat_valid;
  logic         beat_ready;
  logic         beat_again;
  logic [511:0] beat_data;
  logic [6:0]   beat_bytes;
  logic         beat_last;
  nic_frames #(
      .DEPTH(64)
  ) u_frames (
      .clk,
      .rst,
      .in_valid(take && (what == BEAT)),
      .in_ready(beats_room),
      .in_data(in_data[639:128]),
      .in_bytes(in_data[70:64]),
      .in_last(in_data[72]),
      .out_valid(beat_valid),
      .out_ready(beat_ready),
      .again(beat_again),
      .out_data(beat_data),
      .out_bytes(beat_bytes),
      .out_last(beat_last)
  );

  logic [6:0]  waiting;
  logic        writing;  // an entry, which stays offered until it is written
  logic        edit_done;
  logic        header_done;
  logic [31:0] index;
  logic [1:0]  table_of;
  logic [HEADER_W+63:0] entry;
  always_ff @(posedge clk) begin
    if (rst) begin
      waiting <= '0;
      writing <= 1'b0;
      results <= '0;
    end else begin
      waiting <= waiting + 7'(take && (what == RESULT)) - 7'(result_valid && result_ready);
      results <= results + 32'(take && (what == RESULT));
      if (take && ((what == EDIT) || (what == HEADER))) writing <= 1'b1;
      else if (edit_done || header_done) writing <= 1'b0;
    end
    if (take && ((what == EDIT) || (what == HEADER))) begin
      index <= in_data[63:32];
      table_of <= what;
      entry <= in_data[64+:HEADER_W+64];
    end
  end
  logic starts;
  always_ff @(posedge clk) starts <= take && ((what == EDIT) || (what == HEADER)) && !rst;
  always_comb begin
    unique case (what)
      BEAT: in_ready = beats_room && !writing;
      RESULT: in_ready = results_room && !writing;
      default: in_ready = !writing;
    endcase
  end

  logic [511:0] out_beat;
  logic [6:0]   out_bytes;
  logic         out_last;
  logic [31:0]  out_seq;
  logic [7:0]   out_port;
  logic [1:0]   out_number;
  logic         unused_done;
  result_t      unused_result;
  logic         unused_flawed;
  flaw_t        unused_flaw;
  command_t     write;
  always_comb begin
    write = '0;
    write.slot = index;
  end
  nic_edit #(
      .EDITS(EDITS),
      .HEADERS(HEADERS)
  ) u_edit (
      .clk,
      .rst,
      .result_valid,
      .result_ready,
      .result,
      .in_valid(beat_valid),
      .in_ready(beat_ready),
      .in_again(beat_again),
      .in_data(beat_data),
      .in_bytes(beat_bytes),
      .in_last(beat_last),
      .edit_write(starts && (table_of == EDIT)),
      .header_write(starts && (table_of == HEADER)),
      .write,
      .write_entry(entry[EDIT_W-1:0]),
      .edit_done,
      .header_done,
      .flawed(unused_flawed),
      .flaw(unused_flaw),
      .in_flight(waiting),
      .out_valid,
      .out_ready,
      .out_data(out_beat),
      .out_bytes,
      .out_last,
      .out_seq,
      .out_port,
      .out_number,
      .done_valid(unused_done),
      .done(unused_result)
  );
  assign out_data = {out_seq, 6'd0, out_number, out_port, 7'd0, out_last, 1'b0, out_bytes, out_beat};
  logic unused_rest;
  assign unused_rest = &{1'b0, unused_done, unused_result, unused_flawed, unused_flaw, entry};
endmodule
