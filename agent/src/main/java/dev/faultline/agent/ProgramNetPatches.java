package dev.faultline.agent;

import static dev.faultline.agent.Edit.FIRST;
import static dev.faultline.agent.Edit.NOTHING;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayList;
import java.util.List;

/** The doors of the JDK's network, behind which programs find what their world has. */
final class ProgramNetPatches {
  private ProgramNetPatches() {}

  private static Hook net(String name, String type) {
    return Hook.of("ProgramNet", name, type);
  }

  /**
   * At the methods that all come through: what providers would be asked for is kept once for a JVM.
   */
  static List<Patch> all() {
    List<Patch> found = new ArrayList<>();
    String address = "Ljava/net/InetAddress;";
    found.add(
        new Patch(
            "java/net/SocketImpl",
            "createPlatformSocketImpl",
            "",
            Edit.doneWith(builder -> builder.iload(0), net("socket", "(Z)Ljava/net/SocketImpl;"))));
    String factory = "Ljava/net/DatagramSocketImplFactory;";
    found.add(
        new Patch(
            "java/net/DatagramSocket",
            "createDelegate",
            "",
            Edit.afterReading("factory", net("datagramSockets", "(" + factory + ")" + factory))));
    Edit isOwn = afterInstanceOf("sun/net/PlatformSocketImpl", net("isOwn", "(Z)Z"));
    found.add(new Patch("java/net/ServerSocket", "implAccept", "()Ljava/net/SocketImpl;", isOwn));
    found.add(new Patch("java/net/ServerSocket", "implAccept", "(Ljava/net/Socket;)V", isOwn));
    String provider = "java/nio/channels/spi/SelectorProvider";
    found.add(
        new Patch(
            provider,
            "provider",
            "",
            Edit.doneWith(NOTHING, net("selectors", "()L" + provider + ";"))));
    String type = "java/net/InetAddress";
    found.add(
        new Patch(
            type,
            "getAllByName0",
            "(Ljava/lang/String;Z)[" + address,
            Edit.doneWith(FIRST, net("addresses", "(Ljava/lang/String;)[" + address))));
    found.add(
        new Patch(
            type,
            "getHostFromNameService",
            "",
            Edit.doneWith(FIRST, net("name", "(" + address + ")Ljava/lang/String;"))));
    found.add(
        new Patch(
            type, "getLocalHost", "", Edit.doneWith(NOTHING, net("localHost", "()" + address))));
    return found;
  }

  /** Passes whether something is of a type through a hook. */
  private static Edit afterInstanceOf(String type, Hook hook) {
    return applied ->
        (builder, element) -> {
          builder.with(element);
          if (element instanceof TypeCheckInstruction check
              && check.opcode() == Opcode.INSTANCEOF
              && check.type().asInternalName().equals(type)) {
            hook.call(builder);
            applied.run();
          }
        };
  }
}
