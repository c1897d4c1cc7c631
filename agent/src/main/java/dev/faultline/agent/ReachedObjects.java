package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.invoke.MethodHandleInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Calls of which only the objects at hand tell whether threads meet there: a call may name an
 * interface, a superclass or a subclass of what synchronises, or give it to the JDK's own code as
 * an argument. For one method's code.
 */
final class ReachedObjects {
  private static final Hook MEETS = Hook.of("Interleaving", "meets", "(ILjava/lang/Object;JJ)I");
  private static final Hook MEETS_INSIDE =
      Hook.of("Interleaving", "meetsInside", "(ILjava/lang/Object;JJ)I");
  private static final Hook MEETS_PARTS =
      Hook.of("Interleaving", "meetsParts", "(ILjava/lang/Object;JJ)I");
  private static final Hook POINT_IF = Hook.of("Interleaving", "pointIf", "(IIJJ)V");

  private static final List<String> JDK = List.of("java/", "javax/", "jdk/", "sun/", "com/sun/");

  private static final String STREAMS = "java/util/stream/";

  /** Classes that nothing extends that synchronises, and that most code calls. */
  private static final Set<String> CLOSED =
      Set.of(
          "java/lang/Boolean",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Class",
          "java/lang/Double",
          "java/lang/Enum",
          "java/lang/Float",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Record",
          "java/lang/Short",
          "java/lang/String",
          "java/lang/StringBuilder",
          "java/lang/Thread");

  /** Methods that ask an object, or each of a collection, for its text, hash code or equality. */
  private static final Set<String> ASKING =
      Set.of(
          "append",
          "compare",
          "compareTo",
          "contains",
          "containsAll",
          "containsKey",
          "containsValue",
          "deepEquals",
          "deepHashCode",
          "deepToString",
          "equals",
          "format",
          "formatted",
          "hash",
          "hashCode",
          "indexOf",
          "insert",
          "join",
          "lastIndexOf",
          "print",
          "printf",
          "println",
          "remove",
          "removeAll",
          "retainAll",
          "toString",
          "valueOf");

  private final Scope.Bits bits;
  private final Members members;
  private final int slots;
  private int firstSlot;

  ReachedObjects(Scope.Bits bits, Members members, CodeModel code) {
    this.bits = bits;
    this.members = members;
    int most = 0;
    for (CodeElement element : code) {
      int needed =
          switch (element) {
            case InvokeInstruction call -> slots(call.typeSymbol().parameterList()) + 1;
            case InvokeDynamicInstruction call -> slots(call.typeSymbol().parameterList());
            default -> 0;
          };
      most = Math.max(most, needed);
    }
    this.slots = most;
  }

  private static int slots(List<ClassDesc> types) {
    return types.stream().mapToInt(type -> TypeKind.from(type).slotSize()).sum();
  }

  /** Takes the places that it needs; once, before all else. */
  void begin(CodeBuilder builder) {
    for (int i = 0; i < slots; i++) {
      int slot = builder.allocateLocal(TypeKind.REFERENCE);
      if (i == 0) {
        firstSlot = slot;
      }
    }
  }

  /**
   * Puts a place for a turn in front of a call, for those worlds whose objects say so.
   *
   * @param touches what the call accesses then
   * @param unless the bits of worlds in which it is a place anyway
   * @param fresh whether the array that comes last, if one does, was made for this call
   */
  void mark(CodeBuilder builder, CodeElement element, int touches, long unless, boolean fresh) {
    Runnable point =
        () -> {
          builder.loadConstant(touches);
          builder.loadConstant(bits.synchronisation());
          builder.loadConstant(unless);
          POINT_IF.call(builder);
        };
    switch (element) {
      case InvokeInstruction call -> {
        List<ClassDesc> onStack = new ArrayList<>();
        boolean constructs = call.name().equalsString("<init>");
        if (call.opcode() != Opcode.INVOKESTATIC && !constructs) {
          onStack.add(call.owner().asSymbol());
        }
        onStack.addAll(call.typeSymbol().parameterList());
        List<ClassDesc> reached = reached(call, constructs);
        int parts = fresh && reached.size() == onStack.size() ? reached.size() - 1 : -1;
        boolean asks = ASKING.contains(call.name().stringValue());
        check(builder, onStack, reached, parts, bits.accesses(), asks, point);
      }
      case InvokeDynamicInstruction call -> {
        // What javac before version 19 compiled gives objects to it; later it makes them text
        // first.
        if (call.bootstrapMethod()
            .owner()
            .descriptorString()
            .equals("Ljava/lang/invoke/StringConcatFactory;")) {
          List<ClassDesc> parts = call.typeSymbol().parameterList();
          check(builder, parts, parts, -1, bits.accesses(), true, point);
        }
      }
      default -> {}
    }
  }

  /** The types of the objects that a call hands to code of the JDK, as they lie on the stack. */
  private List<ClassDesc> reached(InvokeInstruction call, boolean constructs) {
    String owner = call.owner().asInternalName();
    String method = call.name().stringValue();
    boolean isJdk = isJdk(owner);
    List<ClassDesc> reached = new ArrayList<>();
    if (owner.startsWith("[")
        || method.equals("getClass")
        || owner.equals("java/lang/System") && method.equals("arraycopy")
        || owner.equals("java/util/Objects") && method.startsWith("requireNonNull")) {
      return reached;
    }
    if (call.opcode() != Opcode.INVOKESTATIC && !constructs) {
      boolean open =
          isJdk
              ? isOpen(owner) && !prolongsStream(owner, call)
              : call.opcode() == Opcode.INVOKEINTERFACE || !members.extendsNothing(owner);
      reached.add(open ? call.owner().asSymbol() : ConstantDescs.CD_String);
    }
    if (isJdk) {
      reached.addAll(call.typeSymbol().parameterList());
    }
    return reached;
  }

  /** Whether a stream is only made longer: it reads nothing before its last call. */
  private static boolean prolongsStream(String owner, InvokeInstruction call) {
    return owner.startsWith(STREAMS)
        && call.typeSymbol().returnType().descriptorString().startsWith("L" + STREAMS);
  }

  static boolean isJdk(String type) {
    return JDK.stream().anyMatch(type::startsWith);
  }

  /** Whether an object of that type may be one that threads meet at. */
  boolean isOpen(String type) {
    return isJdk(type) && !CLOSED.contains(type);
  }

  /**
   * Under which bits a reference that names a class of the program's is to a method of the JDK's at
   * which threads may meet; through an interface it may always be. {@link JdkMethods#NOT_ITS} for a
   * method of the program's.
   */
  long inherits(DirectMethodHandleDesc reference, String owner, boolean bound) {
    String method = reference.methodName();
    if (isJdk(owner) || reference.kind().refKind == MethodHandleInfo.REF_invokeStatic) {
      return JdkMethods.NOT_ITS;
    }
    if (reference.isOwnerInterface()) {
      return bound && !method.startsWith("lambda$") ? bits.synchronisation() : JdkMethods.NOT_ITS;
    }
    String above = members.inheritedFrom(owner, method + reference.lookupDescriptor());
    return above == null || CLOSED.contains(above)
        ? JdkMethods.NOT_ITS
        : JdkMethods.told(above, method, reference.lookupDescriptor(), bits);
  }

  /**
   * Whether threads may meet at an object that the program hands to the JDK as one of this type.
   */
  boolean mayBeShared(ClassDesc type) {
    String descriptor = type.descriptorString();
    if (!mayMeet(type)) {
      return false;
    }
    if (!type.isClassOrInterface()) {
      return true;
    }
    String name = descriptor.substring(1, descriptor.length() - 1);
    return isJdk(name) ? JdkMethods.mayBeShared(name) : members.mayExtendSomething(name);
  }

  static boolean mayMeet(ClassDesc type) {
    ClassDesc parts = type.componentType();
    if (parts != null) {
      return mayMeet(parts);
    }
    String descriptor = type.descriptorString();
    return type.isClassOrInterface()
        && !CLOSED.contains(descriptor.substring(1, descriptor.length() - 1));
  }

  /** The same for objects none of which is an array that only the call has. */
  void check(CodeBuilder builder, List<ClassDesc> onStack, long accesses, Runnable then) {
    check(builder, onStack, onStack, -1, accesses, false, then);
  }

  /** The same for the object alone that a call is made on. */
  void checkReceiver(CodeBuilder builder, InvokeInstruction call, Runnable then) {
    List<ClassDesc> receiver = List.of(call.owner().asSymbol());
    List<ClassDesc> onStack = new ArrayList<>(receiver);
    onStack.addAll(call.typeSymbol().parameterList());
    check(builder, onStack, receiver, -1, 0, false, then);
  }

  /**
   * Finds out whether threads may meet at one of the objects on the stack, and leaves the answer on
   * it for {@code then}; nothing where none of their types can be meant.
   *
   * @param onStack the types of what lies there, the top last
   * @param reached the types of the first of these, as far as they matter
   * @param parts which of these is an array that nobody else knows; −1 for none
   * @param accesses the bits of worlds in which collections and arrays matter
   * @param inside whether what lies in collections matters
   */
  private void check(
      CodeBuilder builder,
      List<ClassDesc> onStack,
      List<ClassDesc> reached,
      int parts,
      long accesses,
      boolean inside,
      Runnable then) {
    if (reached.stream().noneMatch(type -> mayMatter(type, accesses))) {
      return;
    }
    int[] at = new int[onStack.size()];
    int next = firstSlot;
    for (int i = 0; i < at.length; i++) {
      at[i] = next;
      next += TypeKind.from(onStack.get(i)).slotSize();
    }
    for (int i = at.length - 1; i >= 0; i--) {
      builder.storeLocal(TypeKind.from(onStack.get(i)), at[i]);
    }
    builder.loadConstant(0);
    for (int i = 0; i < reached.size(); i++) {
      if (mayMatter(reached.get(i), accesses)) {
        builder.aload(at[i]);
        builder.loadConstant(bits.synchronisation());
        builder.loadConstant(accesses);
        (i == parts && reached.get(i).isArray() ? MEETS_PARTS : inside ? MEETS_INSIDE : MEETS)
            .call(builder);
      }
    }
    then.run();
    for (int i = 0; i < at.length; i++) {
      builder.loadLocal(TypeKind.from(onStack.get(i)), at[i]);
    }
  }

  private static boolean mayMatter(ClassDesc type, long accesses) {
    return mayMeet(type) || accesses != 0 && type.isArray();
  }
}
