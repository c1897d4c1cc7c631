package dev.faultline.agent;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the {@code StringBuilder}s of a method may be somebody else's, too. Most methods make
 * theirs themselves and give them to nobody, and a place before each call would be many for
 * nothing.
 */
final class Builders {
  static final String TYPE = "java/lang/StringBuilder";

  private static final ClassDesc BUILDER = ClassDesc.ofInternalName(TYPE);

  /** Who looks at a builder and keeps nothing of it. */
  private static final Set<String> READERS =
      Set.of(TYPE, "java/lang/String", "java/io/PrintStream", "java/io/PrintWriter");

  private Builders() {}

  static boolean mayBeShared(MethodModel method, CodeModel code) {
    return mentions(method.methodTypeSymbol())
        || code.elementStream().anyMatch(Builders::comesOrGoes)
        || givesAway(code);
  }

  private static boolean mentions(MethodTypeDesc type) {
    return type.parameterList().contains(BUILDER);
  }

  /** Whether one comes from elsewhere, or goes there under its own name. */
  private static boolean comesOrGoes(CodeElement element) {
    return switch (element) {
      case FieldInstruction field -> field.typeSymbol().equals(BUILDER);
      case TypeCheckInstruction check ->
          check.opcode() == Opcode.CHECKCAST && check.type().asSymbol().equals(BUILDER);
      case InvokeInstruction call ->
          !READERS.contains(call.owner().asInternalName())
              && (mentions(call.typeSymbol()) || call.typeSymbol().returnType().equals(BUILDER));
      case InvokeDynamicInstruction call ->
          mentions(call.typeSymbol())
              && !call.bootstrapMethod().owner().displayName().equals("StringConcatFactory");
      default -> false;
    };
  }

  /** Whether one goes elsewhere under another name, from a variable. */
  private static boolean givesAway(CodeModel code) {
    Set<Integer> variables = new HashSet<>();
    List<CodeElement> instructions =
        code.elementStream().filter(Instruction.class::isInstance).toList();
    for (int i = 1; i < instructions.size(); i++) {
      if (instructions.get(i) instanceof StoreInstruction store
          && isMade(instructions.get(i - 1))) {
        variables.add(store.slot());
      }
    }
    for (int i = 1; i < instructions.size(); i++) {
      if (instructions.get(i - 1) instanceof LoadInstruction load
          && variables.contains(load.slot())
          && takes(instructions.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMade(CodeElement element) {
    return element instanceof InvokeInstruction call
        && call.owner().asInternalName().equals(TYPE)
        && (call.name().equalsString("<init>") || call.typeSymbol().returnType().equals(BUILDER));
  }

  private static boolean takes(CodeElement element) {
    return switch (element) {
      case ArrayStoreInstruction store -> true;
      case FieldInstruction field ->
          field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC;
      case InvokeInstruction call -> !READERS.contains(call.owner().asInternalName());
      default -> false;
    };
  }
}
