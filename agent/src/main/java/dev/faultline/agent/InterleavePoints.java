package dev.faultline.agent;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a decision before every place where a thread touches what it may share with others. Where
 * exactly follows from the {@link Scope.Bits}; constructors may set fields of their own object in
 * peace, for nobody else knows it yet.
 */
final class InterleavePoints {
  private static final Hook POINT = Hook.of("Interleaving", "point", "(IJ)V");
  private static final Hook POINT_OF_SURROUNDINGS =
      Hook.of("Interleaving", "pointOfSurroundings", "(IJ)V");

  /** What the threads of a node share through Faultline; other nodes and time change it, too. */
  private static final String SURROUNDINGS = "dev/faultline/core/";

  private static final String ARRAYS = "[]";

  /** In bytes: what is shorter, calls of ours do not make longer than the JVM takes, 64 KB. */
  private static final int LEAST_TOO_LONG = 1_000;

  /** What all contend for who synchronise: monitors, locks, whatever methods reach. */
  private static final String SYNCHRONISATION = "()";

  /** Whose methods are atomic operations, locks, or what else threads meet at. */
  private static final List<String> SYNCHRONISERS =
      List.of("java/util/concurrent/", "java/lang/invoke/VarHandle", SURROUNDINGS);

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
    Set<String> tooLong = new LinkedHashSet<>();
    while (true) {
      try {
        return classFile.transformClass(model, points.transform(tooLong));
      } catch (IllegalArgumentException e) {
        MethodModel longest = longest(model, tooLong);
        if (longest == null) {
          throw e;
        }
        tooLong.add(signature(longest));
      }
    }
  }

  private ClassTransform transform(Set<String> tooLong) {
    return (builder, element) -> {
      if (element instanceof MethodModel method && !method.methodName().equalsString("<clinit>")) {
        boolean constructor = method.methodName().equalsString("<init>");
        boolean whole = !tooLong.contains(signature(method));
        builder.transformMethod(
            method,
            (methods, part) -> {
              if (part instanceof CodeModel code) {
                methods.transformCode(
                    code, whole ? new Places(code, constructor) : new Untouched(method));
              } else {
                methods.with(part);
              }
            });
      } else {
        builder.with(element);
      }
    };
  }

  private static String signature(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }

  /** The longest of the methods that calls of ours may make longer than the JVM takes. */
  private static @Nullable MethodModel longest(ClassModel model, Set<String> but) {
    MethodModel longest = null;
    int most = LEAST_TOO_LONG;
    for (MethodModel method : model.methods()) {
      int length = method.findAttribute(Attributes.code()).map(CodeAttribute::codeLength).orElse(0);
      if (length > most && !but.contains(signature(method))) {
        longest = method;
        most = length;
      }
    }
    return longest;
  }

  /** The code of a method that has no room for its places; the world hears of it. */
  private final class Untouched implements CodeTransform {
    private final MethodModel method;

    Untouched(MethodModel method) {
      this.method = method;
    }

    @Override
    public void atStart(CodeBuilder builder) {
      String owner = method.parent().map(type -> type.thisClass().asInternalName()).orElse("");
      HiddenTurns.always(
          builder,
          "accesses in "
              + owner.replace('/', '.')
              + "."
              + method.methodName().stringValue()
              + ", which is too long",
          bits.synchronisation());
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      builder.with(element);
    }
  }

  /** Those in the code of one method. */
  private final class Places implements CodeTransform {
    private final boolean constructor;
    private final ReachedObjects reached;
    private @Nullable Instruction before;

    Places(CodeModel code, boolean constructor) {
      // A compiler leaves the object itself where it is.
      this.constructor = constructor && code.elementList().stream().noneMatch(this::overwritesThis);
      this.reached = new ReachedObjects(bits, members, code);
    }

    private boolean overwritesThis(CodeElement element) {
      return element instanceof StoreInstruction store && store.slot() == 0;
    }

    @Override
    public void atStart(CodeBuilder builder) {
      reached.begin(builder);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      long counts = counts(element);
      if (counts != 0) {
        if (constructor
            && element instanceof FieldInstruction field
            && field.opcode() == Opcode.PUTFIELD) {
          pointUnlessOwn(builder, field, counts);
        } else {
          point(builder, element, counts);
        }
      }
      if (counts != bits.synchronisation()) {
        reached.mark(builder, element, number(SYNCHRONISATION, true), counts, isFresh(element));
      }
      HiddenTurns.mark(builder, element, bits, reached);
      builder.with(element);
      if (element instanceof Instruction instruction) {
        before = instruction;
      } else if (element instanceof LabelTarget) {
        before = null;
      }
    }

    /** Whether what is called last gets an array that was made for the call, as varargs are. */
    private boolean isFresh(CodeElement call) {
      return call instanceof InvokeInstruction
          && before != null
          && (before.opcode() == Opcode.AASTORE || before.opcode() == Opcode.ANEWARRAY);
    }

    private void point(CodeBuilder builder, CodeElement element, long counts) {
      builder.loadConstant(touches(element));
      builder.loadConstant(counts);
      boolean surroundings =
          element instanceof InvokeInstruction call
              && call.owner().asInternalName().startsWith(SURROUNDINGS);
      (surroundings ? POINT_OF_SURROUNDINGS : POINT).call(builder);
    }

    /** A place where the object is another one than that which is being made. */
    private void pointUnlessOwn(CodeBuilder builder, FieldInstruction field, long counts) {
      TypeKind kind = TypeKind.from(field.typeSymbol());
      int value = builder.allocateLocal(kind);
      Label own = builder.newLabel();
      builder.storeLocal(kind, value).dup().aload(0).if_acmpeq(own);
      point(builder, field, counts);
      builder.labelBinding(own).loadLocal(kind, value);
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
      case ArrayLoadInstruction load -> number(ARRAYS, false);
      case ArrayStoreInstruction store -> number(ARRAYS, true);
      case InvokeInstruction call -> ofCalled(call);
      default -> number(SYNCHRONISATION, true);
    };
  }

  private static int ofCalled(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    if (isOfArray(call)) {
      return number(ARRAYS, !call.name().equalsString("clone"));
    }
    boolean arrays = call.typeSymbol().parameterList().stream().anyMatch(ClassDesc::isArray);
    return reachesFields(owner) || arrays ? 0 : number(SYNCHRONISATION, true);
  }

  /** Whether a call reads or writes an array's parts as instructions do. */
  private static boolean isOfArray(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return owner.startsWith("[") && call.name().equalsString("clone")
        || owner.equals("java/lang/System") && call.name().equalsString("arraycopy");
  }

  private static boolean reachesFields(String owner) {
    return owner.equals("java/lang/invoke/VarHandle") || owner.endsWith("FieldUpdater");
  }

  private static int number(String what, boolean changed) {
    int number = what.hashCode() << 1 | (changed ? 1 : 0);
    return number == 0 ? 2 : number;
  }

  /** The bits under which a place counts, 0 if it never does. */
  private long counts(CodeElement element) {
    return switch (element) {
      case MonitorInstruction monitor ->
          monitor.opcode() == Opcode.MONITORENTER ? bits.synchronisation() : 0;
      case FieldInstruction field -> ofField(field);
      case InvokeInstruction call -> ofCall(call);
      case ArrayLoadInstruction load -> bits.accesses();
      case ArrayStoreInstruction store -> bits.accesses();
      default -> 0;
    };
  }

  private long ofField(FieldInstruction access) {
    String owner = access.owner().asInternalName();
    String field = access.name().stringValue();
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
    return isCollection(owner) || isOfArray(call) ? bits.accesses() : 0;
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
