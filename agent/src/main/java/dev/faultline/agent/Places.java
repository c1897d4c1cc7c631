package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places in the code of one method where a thread touches what it may share with others. Where
 * exactly follows from the {@link Scope.Bits}; constructors may set fields of their own object in
 * peace, for nobody else knows it yet, and static initialisers may fill their class's constants.
 */
final class Places implements CodeTransform {
  private static final Hook POINT = Hook.of("Interleaving", "point", "(IJ)V");
  private static final Hook POINT_OF_SURROUNDINGS =
      Hook.of("Interleaving", "pointOfSurroundings", "(IJ)V");

  private final Scope.Bits bits;
  private final Members members;
  private final List<String> unseen;
  private final boolean constructor;
  private final boolean builders;
  private final @Nullable Constants constants;
  private final ReachedObjects reached;
  private @Nullable Instruction before;

  /**
   * Those of a method.
   *
   * @param unseen what happens in it without a turn, for people
   */
  Places(
      Scope.Bits bits, Members members, MethodModel method, CodeModel code, List<String> unseen) {
    this.bits = bits;
    this.members = members;
    this.unseen = unseen;
    // A compiler leaves the object itself where it is.
    this.constructor =
        method.methodName().equalsString("<init>")
            && code.elementList().stream().noneMatch(Places::overwritesThis);
    this.builders = bits.accesses() != 0 && Builders.mayBeShared(method, code);
    this.constants = Constants.of(method);
    this.reached = new ReachedObjects(bits, members, code);
  }

  private static boolean overwritesThis(CodeElement element) {
    return element instanceof StoreInstruction store && store.slot() == 0;
  }

  @Override
  public void atStart(CodeBuilder builder) {
    reached.begin(builder);
    unseen.forEach(each -> HiddenTurns.always(builder, each, bits.synchronisation()));
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    boolean own = constants != null && constants.areFilledBy(element);
    long counts = own ? 0 : counts(element);
    if (counts != 0) {
      if (constructor
          && element instanceof FieldInstruction field
          && field.opcode() == Opcode.PUTFIELD) {
        pointUnlessOwn(builder, field, counts);
      } else {
        point(builder, element, counts);
      }
    }
    if (!own && counts != bits.synchronisation()) {
      int touches = JdkCalls.number(JdkCalls.SYNCHRONISATION, true);
      reached.mark(builder, element, touches, counts, isFresh(element));
    }
    HiddenTurns.mark(builder, element, bits, reached);
    Hook waits = element instanceof InvokeInstruction call ? WaitCalls.of(call) : null;
    if (waits == null) {
      builder.with(element);
    } else {
      waits.call(builder.loadConstant(bits.synchronisation()));
    }
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
            && call.owner().asInternalName().startsWith(JdkCalls.SURROUNDINGS);
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

  /** What an instruction accesses, and in the last bit whether it may change it; 0 for anything. */
  private int touches(CodeElement element) {
    return switch (element) {
      case FieldInstruction field -> {
        String name = field.name().stringValue();
        yield JdkCalls.number(
            members.declaringClass(field.owner().asInternalName(), name) + "." + name,
            field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC);
      }
      case ArrayLoadInstruction load -> JdkCalls.number(JdkCalls.ARRAYS, false);
      case ArrayStoreInstruction store -> JdkCalls.number(JdkCalls.ARRAYS, true);
      case InvokeInstruction call -> JdkCalls.touches(call);
      default -> JdkCalls.number(JdkCalls.SYNCHRONISATION, true);
    };
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
    if (JdkCalls.synchronises(call)
        || members.isNativeAndSynchronized(owner, method, call.type().stringValue())) {
      return bits.synchronisation();
    }
    return builders && owner.equals(Builders.TYPE)
            || JdkCalls.isCollection(owner)
            || JdkCalls.isOfArray(call)
        ? bits.accesses()
        : 0;
  }
}
