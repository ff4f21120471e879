// Which checkers watch which modules. Only executables that are to check are built with these files.
bind nic_fifo nic_fifo_check #(.DEPTH(DEPTH)) u_check (.*);
bind nic_fifo nic_stream_check #(.WIDTH(WIDTH)) u_out_check (.clk, .rst, .valid(out_valid), .ready(out_ready), .data(out_data));
bind nic_reorder nic_reorder_check #(.DEPTH(DEPTH)) u_check (.*);
bind nic_reorder nic_stream_check #(.WIDTH(WIDTH)) u_out_check (.clk, .rst, .valid(out_valid), .ready(out_ready), .data(out_data));
bind nic_frames nic_frames_check #(.DEPTH(DEPTH)) u_check (.*);
bind nic_frames nic_stream_check #(.WIDTH(8 * BYTES + 8)) u_out_check (
    .clk, .rst, .valid(out_valid), .ready(out_ready), .data({out_data, out_bytes, out_last}));
bind nic_encap nic_stream_check #(.WIDTH(8 * OUT_BYTES)) u_out_check (
    .clk, .rst, .valid(out_valid), .ready(out_ready), .data(out_window));
bind nic_emit nic_stream_check #(.WIDTH(8 * BYTES + 50)) u_out_check (
    .clk, .rst, .valid(out_valid), .ready(out_ready),
    .data({out_data, out_bytes, out_last, out_seq, out_port, out_number}));
bind nic_emit nic_emit_check #(.BYTES(BYTES)) u_check (.*);
bind nic_entries nic_entries_check u_check (.*);
bind nic_fetch nic_stream_check #(.WIDTH($bits(nic_types_pkg::result_t))) u_out_check (
    .clk, .rst, .valid(out_valid), .ready(out_ready), .data(out_result));
bind nic_edit nic_edit_check #(.ROOM(ROOM)) u_check (
    .clk, .rst, .copies, .enters(copy_valid && copy_first), .leaves(ready_valid && ready_take),
    .result_valid(fetched_valid), .result_ready(fetched_ready), .done_valid);
bind nic_tuple nic_tuple_check u_check (.*);
bind nic_bucket nic_bucket_check #(.METERS(METERS)) u_check (.*);
bind nic_lookup nic_lookup_check u_check (.*);
bind nic_counters nic_counters_check #(.SLOTS(SLOTS), .COUNTER_BITS(COUNTER_BITS)) u_check (
    .*, .read_hit(hit[2]), .read_command(is_command[2]), .read_slot(slot[2]), .read_bytes(bytes[2]),
    .command_slot(command_answer.command.slot),
    .command_nop(command_answer.command.code == nic_defs_pkg::CMD_NOP), .answer_slot(answer.command.slot), .answer_packets(answer.packets),
    .answer_bytes(answer.bytes));
bind nic_host nic_commands_check #(.ANSWERS(ANSWERS)) u_check (
    .clk, .rst(reset), .held(u_commands.held), .command_valid, .command_done(counted_done || entry_done),
    .answered(answer_valid), .taken(answer_taken), .entry_done, .writing(u_commands.writing),
    .under_way(u_commands.under_way), .waiting(u_commands.awaited - u_commands.under_way), .leaves(u_commands.leaves), .leaves_tag(command.tag),
    .completed(completion_valid && completion_ready && completion_last), .completed_tag(u_completions.first.command.tag));
bind nic_meter_counts nic_meter_counts_check #(.METERS(METERS)) u_check (.*);
bind nic_meter_table nic_stream_check #(.WIDTH($bits(nic_types_pkg::result_t))) u_out_check (
    .clk, .rst, .valid(out_valid), .ready(out_ready), .data(out_result));
bind nic_completions nic_stream_check #(.WIDTH(BEAT_W + 1)) u_out_check (
    .clk, .rst, .valid(out_valid), .ready(out_ready), .data({out_last, out_data}));
bind nic_axil nic_axil_check u_check (.*);
bind nic_axil nic_stream_check #(.WIDTH(15)) u_aw_check (.clk, .rst, .valid(awvalid), .ready(awready), .data(awaddr));
bind nic_axil nic_stream_check #(.WIDTH(72)) u_w_check (.clk, .rst, .valid(wvalid), .ready(wready), .data({wdata, wstrb}));
bind nic_axil nic_stream_check #(.WIDTH(2)) u_b_check (.clk, .rst, .valid(bvalid), .ready(bready), .data(bresp));
bind nic_axil nic_stream_check #(.WIDTH(15)) u_ar_check (.clk, .rst, .valid(arvalid), .ready(arready), .data(araddr));
bind nic_axil nic_stream_check #(.WIDTH(66)) u_r_check (.clk, .rst, .valid(rvalid), .ready(rready), .data({rdata, rresp}));
bind nic_parser nic_parser_check u_check (
    .clk, .rst, .valid(out_valid),
    .network({out_meta.layers.is_arp, out_meta.layers.is_ipv4, out_meta.layers.is_ipv6}),
    .transport({out_meta.layers.is_tcp, out_meta.layers.is_udp, out_meta.layers.is_sctp, out_meta.layers.is_icmp,
                out_meta.layers.is_icmpv6}),
    .tunnel({out_meta.layers.is_vxlan, out_meta.layers.is_geneve, out_meta.layers.is_gre}),
    .fragment(out_meta.layers.fragment), .later_fragment(out_meta.layers.later_fragment),
    .labels(out_meta.layers.mpls_labels), .l3_offset(out_meta.layers.l3_offset), .l4_offset(out_meta.layers.l4_offset));
bind nic_ingress nic_stream_check #(.WIDTH(8 * BYTES + 48)) u_in_check (
    .clk, .rst, .valid(in_valid), .ready(in_ready), .data({in_data, in_bytes, in_last, in_port, in_seq}));
bind nic_top nic_stream_check #(.WIDTH(BEAT_W + 1)) u_descriptor_check (
    .clk, .rst(reset), .valid(descriptor_valid), .ready(descriptor_ready), .data({descriptor_last, descriptor_data}));
bind nic_top nic_top_check #(.PORTS(PORTS)) u_check (
    .clk, .rst(reset), .in_valid, .in_ready, .in_last, .in_bytes, .in_port, .in_seq, .done_valid, .done_seq, .out_valid, .out_ready,
    .out_seq, .out_port,
    .headers_used(u_ingress.headers_used), .headers_put(in_valid && in_ready && in_last), .headers_taken(ready_valid && ready_take),
    .places_used, .results_put(ready_valid && ready_take), .results_taken(result_valid && result_ready));
