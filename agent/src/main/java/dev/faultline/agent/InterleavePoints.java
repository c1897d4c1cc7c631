package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a decision before every place where a thread touches what it may share with others. Where
 * exactly follows from the {@link Scope.Bits}; constructors may set fields in peace, for nobody
 * else knows the object yet.
 */
final class InterleavePoints {
  private static final Hook POINT = Hook.of("Interleaving", "point", "(IJ)V");

  /** What all contend for who synchronise: monitors, locks, whatever methods reach. */
  private static final String SYNCHRONISATION = "()";

  /** Whose methods are atomic operations, locks, or what else threads meet at. */
  private static final List<String> SYNCHRONISERS =
      List.of(
          "java/util/concurrent/",
          "java/lang/invoke/VarHandle",
          // What the threads of a node share through Faultline.
          "dev/faultline/core/");

  /** What threads see of each other. */
  private static final Set<String> OF_THREADS =
      Set.of("getState", "interrupt", "interrupted", "isAlive", "isInterrupted");

  private final Scope.Bits bits;
  private final Members members;

  private InterleavePoints(Scope.Bits bits, Members members) {
    this.bits = bits;
    this.members = members;
  }

  /** The class with its decisions, or null when none is asked for. */
  static byte @Nullable [] apply(byte[] file, Scope.Bits bits, @Nullable ClassLoader loader) {
    if (bits.isNothing()) {
      return null;
    }
    ClassFile classFile = Hook.classFile(loader);
    ClassModel model = classFile.parse(file);
    InterleavePoints points = new InterleavePoints(bits, new Members(model, loader));
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof MethodModel method
              && !method.methodName().equalsString("<clinit>")) {
            boolean constructor = method.methodName().equalsString("<init>");
            builder.transformMethod(
                method,
                (methods, part) -> {
                  if (part instanceof CodeModel code) {
                    methods.transformCode(code, points.new Places(code, constructor));
                  } else {
                    methods.with(part);
                  }
                });
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(model, transform);
  }

  /** Those in the code of one method. */
  private final class Places implements CodeTransform {
    private final boolean constructor;
    private final ReachedObjects reached;

    Places(CodeModel code, boolean constructor) {
      this.constructor = constructor;
      this.reached = new ReachedObjects(bits, members, code);
    }

    @Override
    public void atStart(CodeBuilder builder) {
      reached.begin(builder);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      long counts = counts(element, constructor);
      if (counts != 0) {
        builder.loadConstant(touches(element));
        builder.loadConstant(counts);
        POINT.call(builder);
      }
      if (counts != bits.synchronisation()) {
        reached.mark(builder, element, number(SYNCHRONISATION, true), counts);
      }
      HiddenTurns.mark(builder, element, bits, reached);
      builder.with(element);
    }
  }

  /** What an instruction accesses, and in the last bit whether it may change it; 0 for anything. */
  private int touches(CodeElement element) {
    return switch (element) {
      case FieldInstruction field -> {
        String name = field.name().stringValue();
        yield number(
            members.declaringClass(field.owner().asInternalName(), name) + "." + name,
            field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC);
      }
      case ArrayLoadInstruction load -> number("[]", false);
      case ArrayStoreInstruction store -> number("[]", true);
      case InvokeInstruction call when reachesFields(call.owner().asInternalName()) -> 0;
      default -> number(SYNCHRONISATION, true);
    };
  }

  private static boolean reachesFields(String owner) {
    return owner.equals("java/lang/invoke/VarHandle") || owner.endsWith("FieldUpdater");
  }

  private static int number(String what, boolean changed) {
    int number = what.hashCode() << 1 | (changed ? 1 : 0);
    return number == 0 ? 2 : number;
  }

  /** The bits under which a place counts, 0 if it never does. */
  private long counts(CodeElement element, boolean constructor) {
    return switch (element) {
      case MonitorInstruction monitor ->
          monitor.opcode() == Opcode.MONITORENTER ? bits.synchronisation() : 0;
      case FieldInstruction field -> ofField(field, constructor);
      case InvokeInstruction call -> ofCall(call);
      case ArrayLoadInstruction load -> bits.accesses();
      case ArrayStoreInstruction store -> bits.accesses();
      default -> 0;
    };
  }

  private long ofField(FieldInstruction access, boolean constructor) {
    String owner = access.owner().asInternalName();
    String field = access.name().stringValue();
    if (constructor && access.opcode() == Opcode.PUTFIELD) {
      return 0;
    }
    if (members.isVolatile(owner, field)) {
      return bits.synchronisation();
    }
    return bits.accesses() == 0 || members.isFinal(owner, field) ? 0 : bits.accesses();
  }

  private long ofCall(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String method = call.name().stringValue();
    if (method.equals("<init>")) {
      return 0;
    }
    if (synchronises(owner, method)
        || members.isNativeAndSynchronized(owner, method, call.type().stringValue())) {
      return bits.synchronisation();
    }
    return isCollection(owner) ? bits.accesses() : 0;
  }

  /** Whether a call that names these is a place where threads meet. */
  static boolean synchronises(String owner, String method) {
    return SYNCHRONISERS.stream().anyMatch(owner::startsWith)
        || HiddenTurns.hasMonitor(owner)
        || owner.equals("java/lang/Thread") && OF_THREADS.contains(method)
        || owner.equals("java/lang/System") && method.endsWith("Property")
        || owner.equals("java/lang/Object")
            && (method.equals("wait") || method.startsWith("notify"));
  }

  /** A class or interface of {@code java.util} itself, most of which hold what threads share. */
  private static boolean isCollection(String owner) {
    return owner.startsWith("java/util/")
        && owner.indexOf('/', "java/util/".length()) < 0
        && !owner.equals("java/util/Objects");
  }
}
