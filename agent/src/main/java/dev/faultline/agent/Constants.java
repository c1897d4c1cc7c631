package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a class does to its own constants before anybody else can see them: its static initialiser
 * sets its static fields and fills new arrays, and the methods that a compiler gives an enum touch
 * an array that nobody changes. For one method's code, from its beginning to its end.
 */
final class Constants {
  private static final Set<String> COLLECTIONS =
      Set.of("java/util/List", "java/util/Map", "java/util/Set");

  private static final Set<String> FACTORIES = Set.of("of", "ofEntries", "entry");

  private final String type;

  /** Whether no array that the method touches is anybody else's. */
  private final boolean ownArrays;

  private final FilledArrays filled = new FilledArrays();

  private Constants(String type, boolean ownArrays) {
    this.type = type;
    this.ownArrays = ownArrays;
  }

  /** For a method that touches constants of its class in this way, or null. */
  static @Nullable Constants of(MethodModel method) {
    ClassModel owner = method.parent().orElse(null);
    if (owner == null) {
      return null;
    }
    String type = owner.thisClass().asInternalName();
    String name = method.methodName().stringValue();
    int flags = owner.flags().flagsMask();
    if (name.equals("<clinit>")) {
      // Where a compiler keeps the numbers for a switch over an enum.
      return new Constants(type, (flags & ClassFile.ACC_SYNTHETIC) != 0);
    }
    boolean isOfEnum =
        (flags & ClassFile.ACC_ENUM) != 0
            && (name.equals("values") || name.equals("$values"))
            && method.methodTypeSymbol().parameterCount() == 0;
    return isOfEnum ? new Constants(type, true) : null;
  }

  /** To be asked of each element in turn: whether it is harmless. */
  boolean areFilledBy(CodeElement element) {
    if (!(element instanceof Instruction instruction)) {
      return false;
    }
    boolean fills = filled.areFilledBy(instruction);
    return switch (instruction) {
      case FieldInstruction field ->
          (field.opcode() == Opcode.GETSTATIC || field.opcode() == Opcode.PUTSTATIC)
              && field.owner().asInternalName().equals(type);
      case ArrayStoreInstruction store -> ownArrays || fills;
      case ArrayLoadInstruction load -> ownArrays;
      case InvokeInstruction call -> isHarmless(call);
      default -> false;
    };
  }

  private boolean isHarmless(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    return call.opcode() == Opcode.INVOKESTATIC
            && COLLECTIONS.contains(owner)
            && FACTORIES.contains(name)
        || ownArrays && owner.startsWith("[") && name.equals("clone");
  }
}
