// The action engine: takes frames and what their lookups decided, gives the copies that leave and one completion for each
// packet.
//
//   results --> fetch                        +--> hash --> [hashes] ----+
//                 |                          |                           |
//   frames --> strip --> copy --+--> window -+> make --> [openings] --> encap --> emit --> out
//                               |                                        |        |
//                               +--> [headers] --------------------------+        |
//                               +--> [body] --------------------------------------+
//
// The first bytes of each copy are edited side by side in a pipeline that never stalls; copies enter where there is room
// for them behind it. Bytes go in and out at one beat a clock each, whatever the copies' sizes.
module nic_edit
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int BYTES = 64,    // bytes of a beat
    parameter int EDITS = 256,   // entries of the edit table
    parameter int HEADERS = 16   // entries of the header table
) (
    input  logic               clk,
    input  logic               rst,
    // one result for each frame, in the order of the frames
    input  logic               result_valid,
    output logic               result_ready,
    input  result_t            result,
    // beats of frames; byte 0 in bits 7:0
    input  logic               in_valid,
    output logic               in_ready,
    output logic               in_again,
    input  logic [BYTES*8-1:0] in_data,
    input  logic [6:0]         in_bytes,
    input  logic               in_last,
    // entries of the edit table and of the header table
    input  logic               edit_write,
    input  logic               header_write,
    input  command_t           write,
    input  logic [EDIT_W-1:0]  write_entry,  // stays until done
    output logic               edit_done,
    output logic               header_done,
    output logic               flawed,       // one has a parity error
    output flaw_t              flaw,
    input  logic [6:0]         in_flight,   // packets from the lookup's start to their results' end
    // copies that leave
    output logic               out_valid,
    input  logic               out_ready,
    output logic [BYTES*8-1:0] out_data,
    output logic [6:0]         out_bytes,
    output logic               out_last,
    output logic [31:0]        out_seq,
    output logic [7:0]         out_port,    // zero for the host
    output logic [1:0]         out_number,  // among the frame's copies
    // one for each packet, when its last copy has been read
    output logic               done_valid,
    output result_t            done
);
  localparam int WINDOW = 4;     // beats that are edited
  localparam int OPENING = 5;    // beats that they can become
  localparam int LEAVING = 7;    // likewise, with a header in front
  localparam int ROOM = 32;      // copies on their way from their first beat to the emitter
  localparam int BODY = 64;      // beats of bodies that wait

  // ---- results with the entries that they need
  logic                fetched_valid;
  logic                fetched_ready;
  result_t             fetched;
  logic                opens;
  copy_t               copy;
  logic [ACT_EDIT0_W-1:0]   copy_edit;
  logic [ACT_HEADER0_W-1:0] copy_header;
  logic [EDIT_W-1:0]   copy_edits;
  logic [HEADER_W-1:0] copy_headers;
  logic                header_fetched;
  nic_fetch #(
      .EDITS(EDITS),
      .HEADERS(HEADERS)
  ) u_fetch (
      .clk,
      .rst,
      .in_valid(result_valid),
      .in_ready(result_ready),
      .in_result(result),
      .out_valid(fetched_valid),
      .out_ready(fetched_ready),
      .out_result(fetched),
      .read_valid(opens),
      .read_copy(copy.number),
      .read_edit(copy_edit != 0),
      .read_header(copy_header != 0),
      .edit(copy_edits),
      .header(copy_headers),
      .edit_write,
      .header_write,
      .write,
      .write_entry,
      .edit_done,
      .header_done,
      .in_flight,
      .flawed,
      .flaw
  );
  always_ff @(posedge clk) header_fetched <= opens && (copy_header != 0) && !rst;

  // The host gets frames as they came in.
  logic               frame_valid;
  logic               frame_ready;
  logic               frame_again;
  logic [BYTES*8-1:0] frame_data;
  logic [6:0]         frame_bytes;
  logic               frame_last;
  nic_strip #(
      .BYTES(BYTES)
  ) u_strip (
      .clk,
      .rst,
      .skip_valid(fetched_valid),
      .skip((fetched.verdict == VERDICT_TO_HOST) ? '0 : fetched.meta.skip),
      .in_valid,
      .in_ready,
      .in_again,
      .in_data,
      .in_bytes,
      .in_last,
      .out_valid(frame_valid),
      .out_ready(frame_ready),
      .out_again(frame_again),
      .out_data(frame_data),
      .out_bytes(frame_bytes),
      .out_last(frame_last)
  );

  logic              room;
  logic              copy_valid;
  logic              copy_first;
  nic_copy u_copy (
      .clk,
      .rst,
      .result_valid(fetched_valid),
      .result_ready(fetched_ready),
      .verdict(fetched.verdict),
      .copies(fetched.action[ACT_COPIES_LSB+:ACT_COPIES_W]),
      .ports({
        fetched.action[ACT_PORT3_LSB+:ACT_PORT3_W],
        fetched.action[ACT_PORT2_LSB+:ACT_PORT2_W],
        fetched.action[ACT_PORT1_LSB+:ACT_PORT1_W],
        fetched.action[ACT_PORT0_LSB+:ACT_PORT0_W]
      }),
      .edits({
        fetched.action[ACT_EDIT3_LSB+:ACT_EDIT3_W],
        fetched.action[ACT_EDIT2_LSB+:ACT_EDIT2_W],
        fetched.action[ACT_EDIT1_LSB+:ACT_EDIT1_W],
        fetched.action[ACT_EDIT0_LSB+:ACT_EDIT0_W]
      }),
      .seq(fetched.meta.seq),
      .layers(fetched.meta.layers),
      .protocol(fetched.meta.protocol),
      .headers({
        fetched.action[ACT_HEADER3_LSB+:ACT_HEADER3_W],
        fetched.action[ACT_HEADER2_LSB+:ACT_HEADER2_W],
        fetched.action[ACT_HEADER1_LSB+:ACT_HEADER1_W],
        fetched.action[ACT_HEADER0_LSB+:ACT_HEADER0_W]
      }),
      .in_valid(frame_valid),
      .in_ready(frame_ready),
      .in_again(frame_again),
      .in_last(frame_last),
      .out_valid(copy_valid),
      .out_ready(room),
      .out_first(copy_first),
      .out_copy(copy),
      .out_edit(copy_edit),
      .out_header(copy_header)
  );
  always_ff @(posedge clk) begin
    done_valid <= fetched_ready && !rst;
    if (fetched_ready) done <= fetched;
  end

  assign opens = copy_valid && copy_first;

  // ---- the window and what follows it
  logic                      window_valid;
  logic [WINDOW*BYTES*8-1:0] window;
  opening_t                  window_opening;
  logic                      body_in_valid;
  nic_window #(
      .BYTES(BYTES),
      .BEATS(WINDOW)
  ) u_window (
      .clk,
      .rst,
      .in_valid(copy_valid),
      .in_first(copy_first),
      .in_data(frame_data),
      .in_bytes(frame_bytes),
      .in_last(frame_last),
      .in_copy(copy),
      .out_valid(window_valid),
      .out_window(window),
      .out_bytes(window_opening.bytes),
      .out_body(window_opening.body),
      .out_copy(window_opening.copy),
      .body_valid(body_in_valid)
  );
  logic [16:0] window_length;
  assign window_opening.edit = copy_edits;
  assign window_opening.length = window_length;
  always_ff @(posedge clk) begin
    if (opens) window_length <= fetched.meta.length;
  end

  logic               body_room;
  logic               body_valid;
  logic               body_ready;
  logic [BYTES*8-1:0] body_data;
  logic [6:0]         body_bytes;
  logic               body_last;
  nic_fifo #(
      .WIDTH(BYTES * 8 + 7 + 1),
      .DEPTH(BODY)
  ) u_body (
      .clk,
      .rst,
      .in_valid(body_in_valid),
      .in_ready(body_room),
      .in_data({frame_last, frame_bytes, frame_data}),
      .out_valid(body_valid),
      .out_ready(body_ready),
      .out_data({body_last, body_bytes, body_data})
  );

  // ---- the window as the copy has it
  logic                       rewritten_valid;
  copy_t                      rewritten_copy;
  logic [EDIT_NET_MASK_W-1:0] rewritten_net;
  logic [EDIT_TP_MASK_W-1:0]  rewritten_tp;
  logic                       opened_valid;
  logic [OPENING*BYTES*8-1:0] opened;
  opening_t                   opened_opening;
  nic_make #(
      .IN_BYTES(WINDOW * BYTES),
      .OUT_BYTES(OPENING * BYTES)
  ) u_make (
      .clk,
      .rst,
      .in_valid(window_valid),
      .in_window(window),
      .in_opening(window_opening),
      .rewritten_valid,
      .rewritten_copy,
      .rewritten_net,
      .rewritten_tp,
      .out_valid(opened_valid),
      .out_window(opened),
      .out_opening(opened_opening)
  );

  // ---- copies that are ready to leave
  logic                       ready_valid;
  logic                       ready_take;
  logic [OPENING*BYTES*8-1:0] ready_window;
  leaving_t                   ready_copy;
  logic                       unused_openings_ready;  // copies enter only where there is room
  leaving_t                   opened_copy;
  assign opened_copy = '{
      seq: opened_opening.copy.seq,
      port: opened_opening.copy.port,
      number: opened_opening.copy.number,
      bytes: opened_opening.bytes,
      encapsulate: opened_opening.copy.encapsulate,
      length: opened_opening.length,
      body: opened_opening.body
  };
  logic unused_rest;  // what is carried out by now
  assign unused_rest = &{1'b0, opened_opening.edit, opened_opening.copy};
  nic_fifo #(
      .WIDTH(OPENING * BYTES * 8 + $bits(leaving_t)),
      .DEPTH(ROOM)
  ) u_openings (
      .clk,
      .rst,
      .in_valid(opened_valid),
      .in_ready(unused_openings_ready),
      .in_data({opened_copy, opened}),
      .out_valid(ready_valid),
      .out_ready(ready_take),
      .out_data({ready_copy, ready_window})
  );

  // ---- headers in front
  logic                header_valid;
  logic                header_ready;
  logic [HEADER_W-1:0] header_next;
  logic                unused_headers_ready;
  nic_fifo #(
      .WIDTH(HEADER_W),
      .DEPTH(ROOM)
  ) u_headers (
      .clk,
      .rst,
      .in_valid(header_fetched),
      .in_ready(unused_headers_ready),
      .in_data(copy_headers),
      .out_valid(header_valid),
      .out_ready(header_ready),
      .out_data(header_next)
  );

  logic        hashed_valid;
  logic [31:0] hashed;
  logic        hash_valid;
  logic        hash_ready;
  logic [31:0] hash;
  logic        unused_hashes_ready;
  nic_flow_hash u_hash (
      .clk,
      .rst,
      .in_valid(rewritten_valid && rewritten_copy.encapsulate),
      .in_copy(rewritten_copy),
      .in_net(rewritten_net),
      .in_tp(rewritten_tp),
      .out_valid(hashed_valid),
      .out_hash(hashed)
  );
  nic_fifo #(
      .WIDTH(32),
      .DEPTH(ROOM)
  ) u_hashes (
      .clk,
      .rst,
      .in_valid(hashed_valid),
      .in_ready(unused_hashes_ready),
      .in_data(hashed),
      .out_valid(hash_valid),
      .out_ready(hash_ready),
      .out_data(hash)
  );

  logic                       leaving_valid;
  logic                       leaving_take;
  logic [LEAVING*BYTES*8-1:0] leaving_window;
  leaving_t                   leaving_copy;
  logic [2:0]                 leaving_beats;
  nic_encap #(
      .IN_BYTES(OPENING * BYTES),
      .OUT_BYTES(LEAVING * BYTES)
  ) u_encap (
      .clk,
      .rst,
      .in_valid(ready_valid),
      .in_ready(ready_take),
      .in_window(ready_window),
      .in_copy(ready_copy),
      .header_valid,
      .header_ready,
      .header(header_next),
      .hash_valid,
      .hash_ready,
      .hash,
      .out_valid(leaving_valid),
      .out_ready(leaving_take),
      .out_window(leaving_window),
      .out_copy(leaving_copy),
      .out_beats(leaving_beats)
  );

  logic [$clog2(ROOM):0] copies;  // from their first beat on
  assign room = body_room && (copies < ($clog2(ROOM) + 1)'(ROOM));
  always_ff @(posedge clk) begin
    if (rst) copies <= '0;
    else begin
      copies <= copies + {{$clog2(ROOM) {1'b0}}, copy_valid && copy_first}
          - {{$clog2(ROOM) {1'b0}}, ready_valid && ready_take};
    end
  end

  nic_emit #(
      .BYTES(BYTES),
      .BEATS(LEAVING)
  ) u_emit (
      .clk,
      .rst,
      .in_valid(leaving_valid),
      .in_ready(leaving_take),
      .in_window(leaving_window),
      .in_copy(leaving_copy),
      .in_beats(leaving_beats),
      .body_valid,
      .body_ready,
      .body_data,
      .body_bytes,
      .body_last,
      .out_valid,
      .out_ready,
      .out_data,
      .out_bytes,
      .out_last,
      .out_seq,
      .out_port,
      .out_number
  );
endmodule
