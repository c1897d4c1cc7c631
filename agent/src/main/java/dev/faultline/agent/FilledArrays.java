package dev.faultline.agent;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * New arrays that are given their parts, as a compiler does it for {@code {1, 2}}: nobody else has
 * them yet. Follows how high the stack is, so that a store into another array is told apart, and
 * gives up at the first instruction that is none of those which such parts usually consist of. For
 * one method's code, from its beginning to its end.
 */
final class FilledArrays {
  /** How high the stack is with each as its top: one inside another, the innermost first. */
  private final Deque<Integer> tops = new ArrayDeque<>();

  private int height;
  private @Nullable Instruction before;

  /** To be asked of each instruction in turn: whether it stores into such an array. */
  boolean areFilledBy(Instruction instruction) {
    boolean duplicates = instruction.opcode() == Opcode.DUP;
    if (before instanceof ArrayStoreInstruction && !tops.isEmpty() && !duplicates) {
      tops.pop();
    }
    if (duplicates
        && (before instanceof NewPrimitiveArrayInstruction
            || before instanceof NewReferenceArrayInstruction)) {
      tops.push(height);
    }
    before = instruction;
    if (tops.isEmpty()) {
      height = 0;
      return false;
    }
    if (instruction instanceof ArrayStoreInstruction store) {
      return stores(store);
    }
    if (!follows(instruction)) {
      tops.clear();
    }
    return false;
  }

  private boolean stores(ArrayStoreInstruction store) {
    // The array once more, a number and a value.
    height -= 2 + store.typeKind().slotSize();
    if (height == tops.getFirst()) {
      return true;
    }
    tops.clear();
    return false;
  }

  /** Whether it is known how high the stack is after it. */
  private boolean follows(Instruction instruction) {
    switch (instruction) {
      case ConstantInstruction constant -> height += constant.typeKind().slotSize();
      case LoadInstruction load -> height += load.typeKind().slotSize();
      case NewObjectInstruction made -> height++;
      case NewPrimitiveArrayInstruction made -> {}
      case NewReferenceArrayInstruction made -> {}
      case FieldInstruction field when field.opcode() == Opcode.GETSTATIC ->
          height += slots(field.typeSymbol());
      case InvokeInstruction call -> {
        height += slots(call.typeSymbol());
        if (call.opcode() != Opcode.INVOKESTATIC) {
          height--;
        }
      }
      case InvokeDynamicInstruction call -> height += slots(call.typeSymbol());
      default -> {
        if (instruction.opcode() != Opcode.DUP) {
          return instruction.opcode() == Opcode.CHECKCAST;
        }
        height++;
      }
    }
    return true;
  }

  private static int slots(MethodTypeDesc type) {
    int arguments = type.parameterList().stream().mapToInt(FilledArrays::slots).sum();
    return slots(type.returnType()) - arguments;
  }

  private static int slots(ClassDesc type) {
    return TypeKind.from(type).slotSize();
  }
}
