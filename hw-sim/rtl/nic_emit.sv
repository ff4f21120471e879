// Sends copies: the edited window first, then the body, whose beats are turned to where the window ends: what of a beat comes
// round to the front is kept for the next one. One beat a clock, also where one copy follows another.
module nic_emit
  import nic_types_pkg::*;
#(
    parameter int BYTES = 64,  // bytes of a beat
    parameter int BEATS = 5    // of a window
) (
    input  logic                     clk,
    input  logic                     rst,
    input  logic                     in_valid,
    output logic                     in_ready,
    input  logic [BYTES*BEATS*8-1:0] in_window,
    input  leaving_t                 in_copy,
    input  logic [2:0]               in_beats,   // of its window, less one
    input  logic                     body_valid,
    output logic                     body_ready,
    input  logic [BYTES*8-1:0]       body_data,
    input  logic [6:0]               body_bytes,
    input  logic                     body_last,
    output logic                     out_valid,
    input  logic                     out_ready,
    output logic [BYTES*8-1:0]       out_data,   // bytes behind the copy's last one are not defined
    output logic [6:0]               out_bytes,
    output logic                     out_last,
    output logic [31:0]              out_seq,
    output logic [7:0]               out_port,
    output logic [1:0]               out_number
);
  localparam int W = BYTES * 8;

  // What leaves next: of the window, of the body, or what is kept as the copy's last beat.
  logic         opens;
  logic         in_body;
  logic         flush;
  logic [2:0]   passed;      // beats of the window that have left
  logic [W-1:0] kept;        // bytes that the next beat of the body follows
  logic [5:0]   kept_bytes;

  // The bytes that leave next, without those of the body behind them. Those of a window's last beat are a whole beat where
  // the low bits of their number are zero.
  logic         window_ends;
  logic [5:0]   start;       // of the body's bytes in the beat that leaves
  logic [W-1:0] chunk;
  assign window_ends = (in_beats == passed);
  assign start = opens ? in_copy.bytes[5:0] : kept_bytes;
  assign chunk = opens ? in_window[W*passed+:W] : kept;

  // The body is needed where the bytes at hand make no whole beat and are not the last ones.
  logic needs_body;
  logic room;
  logic go;
  logic unused_rest;
  assign unused_rest = &{1'b0, in_copy};
  assign needs_body = in_body || (opens && window_ends && in_copy.body && (in_copy.bytes[5:0] != 0));
  assign room = !out_valid || out_ready;
  assign go = room && (!opens || in_valid) && (!needs_body || body_valid);
  assign body_ready = go && needs_body;

  // The body's beat with its first byte at `start`, turned by 16 bytes, by four, and by one.
  logic [W-1:0] by_16;
  logic [W-1:0] by_4;
  logic [W-1:0] turned;
  always_comb begin
    unique case (start[5:4])
      2'd0: by_16 = body_data;
      2'd1: by_16 = {body_data[W-129:0], body_data[W-1-:128]};
      2'd2: by_16 = {body_data[W-257:0], body_data[W-1-:256]};
      2'd3: by_16 = {body_data[W-385:0], body_data[W-1-:384]};
    endcase
    unique case (start[3:2])
      2'd0: by_4 = by_16;
      2'd1: by_4 = {by_16[W-33:0], by_16[W-1-:32]};
      2'd2: by_4 = {by_16[W-65:0], by_16[W-1-:64]};
      2'd3: by_4 = {by_16[W-97:0], by_16[W-1-:96]};
    endcase
    unique case (start[1:0])
      2'd0: turned = by_4;
      2'd1: turned = {by_4[W-9:0], by_4[W-1-:8]};
      2'd2: turned = {by_4[W-17:0], by_4[W-1-:16]};
      2'd3: turned = {by_4[W-25:0], by_4[W-1-:24]};
    endcase
  end

  logic [6:0] total;  // bytes at hand, with those of the body
  logic       more;   // than one beat
  logic       tail;   // behind the body's last beat
  assign total = {1'b0, start} + body_bytes;
  assign more = total[6] && (total[5:0] != 0);
  assign tail = needs_body && body_last && more;

  // Where the copy ends; what it is must be known until then.
  logic ends;
  logic window_leaves;
  assign ends = flush || (needs_body ? (body_last && !more) : (opens && window_ends && !in_copy.body));
  assign window_leaves = go && opens && window_ends;
  assign in_ready = window_leaves;

  logic [31:0] seq;
  logic [7:0]  port;
  logic [1:0]  copy;
  always_ff @(posedge clk) begin
    if (window_leaves) {seq, port, copy} <= {in_copy.seq, in_copy.port, in_copy.number};
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      opens <= 1'b1;
      in_body <= 1'b0;
      flush <= 1'b0;
      passed <= '0;
      out_valid <= 1'b0;
    end else begin
      if (out_ready) out_valid <= 1'b0;
      if (go) begin
        out_valid <= 1'b1;
        passed <= (opens && !window_ends) ? passed + 1'b1 : '0;
        opens <= ends || (opens && !window_ends);
        in_body <= !ends && !tail && !(opens && !window_ends);
        flush <= tail;
      end
    end
  end

  logic [W-1:0] front;  // the bytes before `start`
  assign front = ~({W{1'b1}} << {start, 3'b000});
  always_ff @(posedge clk) begin
    if (go) begin
      out_data <= needs_body ? (chunk & front) | (turned & ~front) : chunk;
      if (needs_body) out_bytes <= total[6] ? 7'(BYTES) : total;
      else if (opens && (!window_ends || (start == 0))) out_bytes <= 7'(BYTES);
      else out_bytes <= {1'b0, start};
      out_last <= ends;
      {out_seq, out_port, out_number} <= opens
          ? {in_copy.seq, in_copy.port, in_copy.number}
          : {seq, port, copy};
      kept <= turned;
      kept_bytes <= (needs_body && body_last) ? total[5:0] : start;
    end
  end
endmodule
