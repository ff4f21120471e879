package io.tandem.conformance.ovs;

import java.util.List;

/** Parts of keys, each with exact and with masked fields. Open vSwitch 3.1 has no text for the key of an NSH header. */
final class KeyTexts {
    static final String ARP = "arp(sip=10.0.0.1,tip=10.0.0.2,op=1,sha=02:00:00:00:00:01,tha=00:00:00:00:00:00)";

    /** An Ethernet type and what it carries. */
    static final List<String> PACKETS = List.of(
            "eth_type(0x88b5)",
            "eth_type(0x88b0/0xfff0)",
            "eth_type(0x05ff)",
            "eth_type(0/0)",
            "eth_type(0x0806)," + ARP,
            "eth_type(0x0806),arp(sip=10.0.0.0/255.255.255.0,tip=10.0.0.2,op=2,sha=02:00:00:00:00:00/ff:ff:00:00:00:00)",
            "eth_type(0x0806),arp(op=1/0xff,tha=00:00:00:00:00:00/01:00:00:00:00:00)",
            "eth_type(0x0806),arp()",
            "eth_type(0x8035),arp(sip=10.0.0.1,tip=10.0.0.2,op=3)",
            "eth_type(0x0806)",
            "eth_type(0x0800)",
            "eth_type(0x0800),ipv4(frag=no)",
            "eth_type(0x0800),ipv4(src=10.1.2.3,dst=192.0.2.1,proto=200,tos=0xb8,ttl=255,frag=no)",
            "eth_type(0x0800),ipv4(src=10.1.2.0/255.255.255.0,dst=0.0.0.0/0.0.0.0,proto=0/0,tos=0/0x3,ttl=0/0x80,frag=no)",
            "eth_type(0x0800),ipv4(dst=224.0.0.0/240.0.0.0,frag=no)",
            "eth_type(0x0800),ipv4(proto=47,frag=first)",
            "eth_type(0x0800),ipv4(proto=17,frag=later)",
            "eth_type(0x0800),ipv4(src=10.1.2.3,proto=6,frag=later)",
            "eth_type(0x0800),ipv4(proto=6,frag=no),tcp(src=1024,dst=80)",
            "eth_type(0x0800),ipv4(proto=6,frag=no),tcp(src=1024/0xfc00,dst=80),tcp_flags(syn|ack)",
            "eth_type(0x0800),ipv4(proto=6,frag=no),tcp(dst=443),tcp_flags(+syn-ack)",
            "eth_type(0x0800),ipv4(proto=6,frag=no),tcp(),tcp_flags(0x002/0x017)",
            "eth_type(0x0800),ipv4(proto=6,frag=first),tcp(src=1,dst=2),tcp_flags(psh|urg|ece|cwr|ns)",
            "eth_type(0x0800),ipv4(proto=6/0xfe,frag=no),tcp(src=1,dst=2)",
            "eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=17,tos=0,ttl=64,frag=no),udp(src=1000,dst=53)",
            "eth_type(0x0800),ipv4(proto=17,frag=no),udp(src=0/0,dst=53)",
            "eth_type(0x0800),ipv4(proto=17,frag=no),udp(src=0x8000/0x8000,dst=0/0xff00)",
            "eth_type(0x0800),ipv4(proto=17,frag=first),udp(dst=4789)",
            "eth_type(0x0800),ipv4(proto=17),udp()",
            "eth_type(0x0800),ipv4(proto=132,frag=no),sctp(src=36412,dst=2905)",
            "eth_type(0x0800),ipv4(proto=132,frag=no),sctp(src=36412/0xfff0,dst=0/0)",
            "eth_type(0x0800),ipv4(proto=1,frag=no),icmp(type=8,code=0)",
            "eth_type(0x0800),ipv4(proto=1,frag=no),icmp(type=0/0xf0,code=1/0x1)",
            "eth_type(0x86dd),ipv6(frag=no)",
            "eth_type(0x86dd),ipv6(src=2001:db8::1,dst=2001:db8::2,label=0,proto=59,tclass=0,hlimit=64,frag=no)",
            "eth_type(0x86dd),ipv6(src=2001:db8::/ffff:ffff::,dst=ff02::/ffff::,label=0x12340/0xffff0,proto=0/0,"
                    + "tclass=0xb8/0xfc,hlimit=255,frag=no)",
            "eth_type(0x86dd),ipv6(label=0xfffff,frag=later)",
            "eth_type(0x86dd),ipv6(src=fe80::1,proto=6,frag=no),tcp(src=1024,dst=179),tcp_flags(0x5/0x7)",
            "eth_type(0x86dd),ipv6(proto=6,frag=no),tcp(dst=22),tcp_flags(ack)",
            "eth_type(0x86dd),ipv6(proto=17,frag=no),udp(src=546,dst=547)",
            "eth_type(0x86dd),ipv6(proto=17,frag=first),udp(src=546/0xff00)",
            "eth_type(0x86dd),ipv6(proto=132,frag=no),sctp(dst=2905)",
            "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=128,code=0)",
            "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=128/0xfe,code=0/0xff)",
            "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135,code=0),nd(target=2001:db8::3,sll=02:00:00:00:00:01,"
                    + "tll=00:00:00:00:00:00)",
            "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=136,code=0),nd(target=2001:db8::/ffff:ffff::,"
                    + "tll=02:00:00:00:00:02/ff:ff:ff:00:00:00)",
            "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135),nd(target=fe80::1)",
            "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=136,code=0)",
            "eth_type(0x8847),mpls(label=100,tc=3,ttl=64,bos=1)",
            "eth_type(0x8847),mpls(label=100/0xffff0,tc=0/0,ttl=0/0,bos=1)",
            "eth_type(0x8848),mpls(label=1048575,tc=7,ttl=255,bos=0)",
            "eth_type(0x8847),mpls(label=16,tc=0,ttl=64,bos=0,label=17,tc=1,ttl=63,bos=1)",
            "eth_type(0x8847),mpls(label=16,tc=0,ttl=64,bos=0,label=17,tc=0,ttl=64,bos=0,label=18,tc=0,ttl=64,bos=1)",
            "eth_type(0x894f)");

    /** Packets of ports that carry no Ethernet header. */
    static final List<String> PACKETS_WITHOUT_ETHERNET = List.of(
            "packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(src=10.0.0.1,proto=1,frag=no),icmp(type=8)",
            "eth_type(0x0800),ipv4(src=10.0.0.1,proto=1,frag=no),icmp(type=8)",
            "packet_type(ns=0,id=0),eth_type(0x88b5)",
            "eth_type(0x86dd),ipv6(proto=59,frag=no)",
            "eth_type(0x8847),mpls(label=100,tc=3,ttl=64,bos=1)",
            "eth_type(0x88b5)");

    static final List<String> ETHERNETS = List.of(
            "eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02)",
            "eth(src=02:00:00:00:00:01)",
            "eth(dst=ff:ff:ff:ff:ff:ff)",
            "eth(dst=01:00:00:00:00:00/01:00:00:00:00:00)",
            "eth(src=02:00:00:00:00:00/ff:ff:ff:00:00:00,dst=02:00:00:00:00:02/ff:ff:ff:ff:ff:fe)",
            "eth(src=00:00:00:00:00:00/00:00:00:00:00:00,dst=02:00:00:00:00:02)",
            "eth()");

    static final List<String> PORTS = List.of(
            "in_port(1),", "in_port(2),", "in_port(0),", "in_port(1/0xffff),", "in_port(1/0),", "in_port(65533),", "");

    /** One tag or two, with the place of the inner packet. */
    static final List<String> TAGS = List.of(
            "eth_type(0x8100),vlan(vid=5,pcp=3),encap(%s)",
            "eth_type(0x8100),vlan(vid=4095,pcp=7,cfi=1),encap(%s)",
            "eth_type(0x8100),vlan(vid=5/0xfff,pcp=0/0),encap(%s)",
            "eth_type(0x8100),vlan(vid=0/0,pcp=3/0x7),encap(%s)",
            "eth_type(0x8100),vlan(vid=0/0x800,pcp=0/0x4,cfi=1/1),encap(%s)",
            "eth_type(0x8100),vlan(vid=5,pcp=0,cfi=0),encap(%s)",
            "eth_type(0x8100/0xff00),vlan(vid=5,pcp=0),encap(%s)",
            "eth_type(0x88a8),vlan(vid=100,pcp=0),encap(%s)",
            "eth_type(0x88a8),vlan(vid=100,pcp=0),encap(eth_type(0x8100),vlan(vid=5,pcp=0),encap(%s))",
            "eth_type(0x8100),vlan(vid=100/0xff0,pcp=0),encap(eth_type(0x8100),vlan(vid=5/0xf,pcp=0/0),encap(%s))",
            "eth_type(0x9100),vlan(vid=5,pcp=0),encap(%s)");

    /** What does not come out of the packet; each ends with a comma. */
    static final List<String> METADATA = List.of(
            "recirc_id(0),",
            "recirc_id(0x2a),",
            "dp_hash(0x12345678),",
            "recirc_id(0x2a),dp_hash(0x5/0xf),",
            "skb_priority(7),",
            "skb_priority(0x10/0xf0),",
            "skb_mark(0x1234),",
            "skb_mark(0/0xffff0000),",
            "ct_state(+new+trk),",
            "ct_state(-new+est-rel+rpl-inv+trk),",
            "ct_state(+trk+snat+dnat),",
            "ct_state(0x21/0x23),",
            "ct_state(new|trk),",
            "ct_state(-trk),",
            "ct_zone(5),",
            "ct_zone(0x500/0xff00),",
            "ct_mark(0xcafe),",
            "ct_mark(0x1/0x1),",
            "ct_label(0x1),",
            "ct_label(0x123456789abcdef0fedcba9876543210/0xffffffff00000000ffffffff00000000),",
            "ct_state(+est+trk),ct_zone(5),ct_mark(0x1),ct_label(0x2/0x3),",
            "ct_tuple4(src=10.0.0.1,dst=10.0.0.2,proto=17,tp_src=1000,tp_dst=53),",
            "ct_state(+est+trk),ct_tuple4(src=10.0.0.0/255.255.255.0,dst=0.0.0.0/0.0.0.0,proto=17,tp_src=0/0,tp_dst=53),",
            "ct_tuple6(src=2001:db8::1,dst=2001:db8::2,proto=6,tp_src=1024,tp_dst=80),",
            "recirc_id(1),dp_hash(0/0),skb_priority(0/0),skb_mark(0/0),ct_state(0/0),ct_zone(0/0),ct_mark(0/0),"
                    + "ct_label(0/0),");

    static final List<String> TUNNELS = List.of(
            "tunnel(tun_id=0x2a,src=172.16.0.1,dst=172.16.0.2,tos=0,ttl=64,flags(key))",
            "tunnel(tun_id=0x2a/0xff,src=172.16.0.0/255.255.0.0,dst=172.16.0.2,tos=0xb8/0xfc,ttl=64/0,flags(key))",
            "tunnel(tun_id=0xfedcba9876543210,src=172.16.0.1,dst=172.16.0.2,ttl=64,flags(df|csum|key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,flags(-df+csum+key))",
            "tunnel(src=172.16.0.1,dst=172.16.0.2,ttl=64,flags())",
            "tunnel(dst=172.16.0.2)",
            "tunnel(tun_id=0x1,dst=172.16.0.2,ttl=64,flags(oam|key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,tp_src=40000,tp_dst=4789,flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,tp_src=0x8000/0x8000,tp_dst=4789,flags(key))",
            "tunnel(tun_id=0x1,ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2,tos=0,ttl=64,flags(key))",
            "tunnel(tun_id=0x1,ipv6_src=2001:db8::/ffff:ffff::,ipv6_dst=2001:db8::2,ttl=64,flags(csum|key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,vxlan(gbp(id=10,flags=0x8)),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,vxlan(gbp(id=10/0xff,flags=0x8/0x8)),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,"
                    + "geneve({class=0x102,type=3,len=4,0xdeadbeef}),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,"
                    + "geneve({class=0x102,type=0x80,len=8,0x1122334455667788/0xffffffff00000000}),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,"
                    + "geneve({class=0x102,type=1,len=0}{class=0xffff,type=2,len=4,0x1/0xff}),flags(csum|key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,"
                    + "geneve({class=0x102/0xff00,type=1/0,len=4,0x1}),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,geneve(),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,erspan(ver=1,idx=0x7),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,erspan(ver=1,idx=0x7/0xf),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,erspan(ver=2,dir=1,hwid=0x7/0xf),flags(key))",
            "tunnel(tun_id=0x1,src=172.16.0.1,dst=172.16.0.2,ttl=64,gtpu(flags=0x30,msgtype=255),flags(key))");

    private KeyTexts() {}
}
