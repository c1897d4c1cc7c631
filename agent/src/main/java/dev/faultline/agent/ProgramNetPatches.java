package dev.faultline.agent;

import static dev.faultline.agent.Edit.FIRST;
import static dev.faultline.agent.Edit.NOTHING;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
    interfaces(found);
    return found;
  }

  /** The interfaces that there are, and what each says of itself. */
  private static void interfaces(List<Patch> found) {
    String one = "(Ljava/net/NetworkInterface;)";
    String type = "Ljava/net/NetworkInterface;";
    found.add(interfaces("getNetworkInterfaces", NOTHING, "all", "()Ljava/util/Enumeration;"));
    found.add(interfaces("networkInterfaces", NOTHING, "stream", "()Ljava/util/stream/Stream;"));
    found.add(interfaces("getByName", FIRST, "named", "(Ljava/lang/String;)" + type));
    found.add(interfaces("getByIndex", builder -> builder.iload(0), "numbered", "(I)" + type));
    found.add(interfaces("getByInetAddress", FIRST, "with", "(Ljava/net/InetAddress;)" + type));
    found.add(interfaces("getHardwareAddress", FIRST, "hardware", one + "[B"));
    found.add(interfaces("isLoopback", FIRST, "isLoopback", one + "Z"));
    found.add(interfaces("getMTU", FIRST, "mtu", one + "I"));
    found.add(interfaces("isUp", CodeBuilder::iconst_1, TypeKind.BOOLEAN));
    found.add(interfaces("supportsMulticast", CodeBuilder::iconst_1, TypeKind.BOOLEAN));
    found.add(interfaces("isPointToPoint", CodeBuilder::iconst_0, TypeKind.BOOLEAN));
  }

  /** Returns in programs what a hook says. */
  private static Patch interfaces(
      String method, Consumer<CodeBuilder> arguments, String hook, String type) {
    Hook says = Hook.of("ProgramInterfaces", hook, type);
    return interfaces(
        method,
        builder -> {
          arguments.accept(builder);
          says.call(builder);
        },
        TypeKind.from(MethodTypeDesc.ofDescriptor(type).returnType()));
  }

  private static Patch interfaces(String method, Consumer<CodeBuilder> result, TypeKind type) {
    return new Patch(
        "java/net/NetworkInterface",
        method,
        "",
        Edit.doneIf(NOTHING, Hook.of("ProgramInterfaces", "simulated", "()Z"), result, type));
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
