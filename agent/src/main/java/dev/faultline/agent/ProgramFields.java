package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The standard streams, which are static variables of the JDK's: each program has its own. */
final class ProgramFields {
  private static final String SYSTEM = "java/lang/System";
  private static final String PRINT = "(Ljava/io/PrintStream;)Ljava/io/PrintStream;";
  private static final Hook OUT = Hook.of("ProgramSystem", "out", PRINT);
  private static final Hook ERR = Hook.of("ProgramSystem", "err", PRINT);
  private static final Hook ERR_OF_ALL = Hook.of("ProgramSystem", "errOfAll", PRINT);
  private static final Hook IN =
      Hook.of("ProgramSystem", "in", "(Ljava/io/InputStream;)Ljava/io/InputStream;");

  /** Classes of the JDK's that write for whoever calls them. */
  static final List<String> IN_JDK =
      List.of(
          "java/lang/Thread",
          "java/lang/ThreadGroup",
          "java/lang/Throwable",
          "java/util/logging/ConsoleHandler");

  /** It is made once for all. */
  private static final String CONSOLE_HANDLER = "java/util/logging/ConsoleHandler";

  private ProgramFields() {}

  /** The class with its reads of these variables changed, or null when it has none. */
  static byte @Nullable [] apply(byte[] file, String name, @Nullable ClassLoader loader) {
    if (!ConstantPool.mentions(file, SYSTEM)) {
      return null;
    }
    int[] found = {0};
    CodeTransform own =
        (builder, element) -> {
          builder.with(element);
          Hook hook = element instanceof FieldInstruction read ? hook(read, name) : null;
          if (hook != null) {
            hook.call(builder);
            found[0]++;
          }
        };
    ClassFile classFile = Hook.classFile(loader);
    byte[] result =
        classFile.transformClass(
            classFile.parse(file), ClassTransform.transformingMethodBodies(own));
    return found[0] > 0 ? result : null;
  }

  private static @Nullable Hook hook(FieldInstruction read, String inClass) {
    if (read.opcode() != Opcode.GETSTATIC || !read.owner().asInternalName().equals(SYSTEM)) {
      return null;
    }
    return switch (read.name().stringValue()) {
      case "out" -> OUT;
      case "err" -> inClass.equals(CONSOLE_HANDLER) ? ERR_OF_ALL : ERR;
      case "in" -> IN;
      default -> null;
    };
  }
}
