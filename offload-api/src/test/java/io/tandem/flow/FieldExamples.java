package io.tandem.flow;

import java.util.List;

/** Matches in canonical ODP text that together match every field, each with a value that is not zero. */
public final class FieldExamples {
    public static final List<String> MATCHES = List.of(
            "recirc_id(0x5),dp_hash(0x6),skb_priority(0x7),in_port(1),skb_mark(0x8),"
                    + "ct_state(+new-est+trk),ct_zone(0x9),ct_mark(0xa),ct_label(0xb),"
                    + "eth(src=00:01:02:03:04:05,dst=10:11:12:13:14:15),eth_type(0x1234)",
            "in_port(1),ct_tuple4(src=10.0.0.1,dst=10.0.0.2,proto=6,tp_src=1,tp_dst=2),eth(),"
                    + "eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=6,tos=0x8,ttl=64,frag=first),"
                    + "tcp(src=1,dst=2),tcp_flags(+syn-ack)",
            "in_port(1),ct_tuple6(src=::1,dst=::2,proto=17,src_port=1,dst_port=2),eth(),"
                    + "eth_type(0x86dd),ipv6(src=::1,dst=::2,label=0x3,proto=17,tclass=0x4,hlimit=5,"
                    + "frag=first),key32(01 02),udp(src=1,dst=2)",
            "in_port(1),eth(),eth_type(0x0800),ipv4(proto=132,frag=no),sctp(src=1,dst=2)",
            "in_port(1),eth(),eth_type(0x0800),ipv4(proto=1,frag=no),icmp(type=3,code=4)",
            "in_port(1),eth(),eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=136,code=1),"
                    + "nd(target=::3,sll=00:05:06:07:08:09,tll=00:0a:0b:0c:0d:0e),nd_ext(nd_reserved=0x1,"
                    + "nd_options_type=2)",
            "in_port(1),eth(),eth_type(0x0806),arp(sip=1.2.3.4,tip=5.6.7.8,op=1,"
                    + "sha=00:0f:10:11:12:13,tha=00:14:15:16:17:18)",
            "in_port(1),eth(),eth_type(0x88a8),vlan(vid=1,pcp=2),encap(eth_type(0x8100),vlan(vid=3,"
                    + "pcp=4),encap(eth_type(0x8847),mpls(label=1,tc=2,ttl=3,bos=1)))",
            "in_port(1),eth(),eth_type(0x8847),mpls(label=1,tc=2,ttl=3,bos=0,label=4,tc=5,ttl=6,bos=1)",
            "in_port(1),eth(),eth_type(0x8848),mpls(label=1,tc=2,ttl=3,bos=0,label=4,tc=5,ttl=6,"
                    + "bos=0,label=7,tc=1,ttl=9,bos=1)",
            "in_port(1),eth(),eth_type(0x894f),nsh(flags=1,ttl=2,mdtype=1,np=3,spi=0x4,si=5,c1=0x6,"
                    + "c2=0x7,c3=0x8,c4=0x9)",
            "in_port(1),packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(frag=no)",
            "tunnel(tun_id=0x1,src=1.2.3.4,dst=5.6.7.8,tos=0x1,ttl=2,tp_src=3,tp_dst=4,"
                    + "geneve({class=0x5,type=0x6,len=4,0x7}),flags(df|csum|key)),in_port(1),eth(),eth_type(0x1234)",
            "tunnel(tun_id=0x1,ipv6_src=::1,ipv6_dst=::2,ttl=2,vxlan(gbp(id=1,flags=0x2)),flags(key)),in_port(1),eth(),eth_type(0x1234)",
            "tunnel(tun_id=0x1,src=1.2.3.4,dst=5.6.7.8,ttl=2,erspan(ver=1,idx=0x1/0xffffffff),flags(key)),in_port(1),eth(),eth_type(0x1234)",
            "tunnel(tun_id=0x1,src=1.2.3.4,dst=5.6.7.8,ttl=2,erspan(ver=2,dir=1/0x1,hwid=0x1/0xf),"
                    + "flags(key)),in_port(1),eth(),eth_type(0x1234)",
            "tunnel(tun_id=0x1,src=1.2.3.4,dst=5.6.7.8,ttl=2,gtpu(flags=0x30,msgtype=255),flags(key)),in_port(1),eth(),eth_type(0x1234)");

    private FieldExamples() {}
}
