package dev.faultline.examples.jgroups.program;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.JChannel;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.UDP;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.DiagnosticsHandler;
import org.jgroups.stack.Protocol;

/** A member of a group of JGroups, which says each view that it is told. */
public final class Member {
  private static final int PORT = 7800;

  private Member() {}

  /**
   * @param arguments tcp or udp, its own name, and the names of all members
   */
  public static void main(String[] arguments) throws Exception {
    List<InetSocketAddress> members = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      members.add(new InetSocketAddress(arguments[i], PORT));
    }
    JChannel channel = new JChannel(stack(arguments[0], arguments[1], members));
    channel.setName(arguments[1]);
    channel.setReceiver(
        new Receiver() {
          @Override
          public void viewAccepted(View view) {
            System.out.println("view " + view);
          }
        });
    channel.connect("group");
    Thread.currentThread().join();
  }

  private static Protocol[] stack(String transport, String name, List<InetSocketAddress> members)
      throws Exception {
    TP lowest = transport.equals("udp") ? new UDP().setMulticasting(false) : new TCP();
    lowest.setBindAddress(InetAddress.getByName(name)).setBindPort(PORT).setPortRange(0);
    lowest.setDiagnosticsHandler(new DiagnosticsHandler().setEnabled(false));
    return new Protocol[] {
      lowest,
      new TCPPING().setInitialHosts(members).setPortRange(0),
      new MERGE3().setMinInterval(2_000).setMaxInterval(5_000),
      new FD_SOCK2(),
      new FD_ALL3().setTimeout(5_000).setInterval(1_000),
      new VERIFY_SUSPECT2().setTimeout(1_000),
      new NAKACK2().useMcastXmit(false),
      new UNICAST3(),
      new STABLE(),
      new GMS().setJoinTimeout(2_000),
      new UFC(),
      new MFC(),
      new FRAG4()
    };
  }
}
