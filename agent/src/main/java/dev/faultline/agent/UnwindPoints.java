package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The places in the program's own classes where a thread whose incarnation is over must not go on:
 * the start of an exception handler, a finally block included, and behind the taking of a monitor.
 * Left alone are handlers that release a monitor, as every {@code synchronized} block has one.
 */
final class UnwindPoints {
  private UnwindPoints() {}

  /** The class with a check at each such place, or null when it has none. */
  static byte @Nullable [] apply(byte[] file, @Nullable ClassLoader loader) {
    ClassFile classFile = Hook.classFile(loader);
    ClassModel model = classFile.parse(file);
    if (model.methods().stream().noneMatch(UnwindPoints::hasAny)) {
      return null;
    }
    return LongMethods.change(classFile, model, UnwindPoints::transform);
  }

  /** A method that has no room is left as it is: a crash may run the rest of its finally blocks. */
  private static ClassTransform transform(Predicate<MethodModel> hasRoom) {
    return (builder, element) -> {
      if (element instanceof MethodModel method && hasAny(method) && hasRoom.test(method)) {
        builder.transformMethod(
            method,
            (methods, part) -> {
              if (part instanceof CodeModel code) {
                methods.transformCode(code, checks(code, isSynchronized(method)));
              } else {
                methods.with(part);
              }
            });
      } else {
        builder.with(element);
      }
    };
  }

  /** The compiler gives every synchronized block a handler, so that to look for those is enough. */
  private static boolean hasAny(MethodModel method) {
    return isSynchronized(method) && method.code().isPresent()
        || method.code().map(code -> !code.exceptionHandlers().isEmpty()).orElse(false);
  }

  private static boolean isSynchronized(MethodModel method) {
    return (method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED) != 0;
  }

  private static CodeTransform checks(CodeModel code, boolean atStart) {
    BitSet places = places(code.elementList());
    int[] next = {0};
    CodeTransform transform =
        (builder, element) -> {
          if (places.get(next[0]++)) {
            UnwindPatches.CHECK.call(builder);
          }
          builder.with(element);
        };
    return atStart
        ? ((CodeTransform) Edit.first(Edit.NOTHING, UnwindPatches.CHECK).transform(() -> {}))
            .andThen(transform)
        : transform;
  }

  /** In front of which elements there is to be a check. */
  private static BitSet places(List<CodeElement> elements) {
    List<ExceptionCatch> ranges =
        elements.stream()
            .filter(ExceptionCatch.class::isInstance)
            .map(ExceptionCatch.class::cast)
            .toList();
    Set<Label> handlers = new HashSet<>();
    ranges.forEach(range -> handlers.add(range.handler()));
    BitSet places = new BitSet();
    Set<Label> guarding = new HashSet<>(); // Handlers of the place that has been reached.
    boolean behindMonitor = false;
    @Nullable Label waiting = null;
    for (int at = 0; at < elements.size(); at++) {
      CodeElement element = elements.get(at);
      if (element instanceof LabelTarget target) {
        enterAndLeave(ranges, target.label(), guarding);
        if (handlers.contains(target.label())) {
          waiting = releasesMonitor(elements, at) ? null : target.label();
        }
      } else if (element instanceof Instruction) {
        if (behindMonitor) {
          places.set(at);
        } else if (waiting != null && !guarding.contains(waiting)) {
          places.set(at);
          waiting = null;
        }
        behindMonitor =
            element instanceof MonitorInstruction monitor
                && monitor.opcode() == Opcode.MONITORENTER;
        if (endsStraightLine(element)) {
          waiting = null;
        }
      }
    }
    return places;
  }

  /**
   * Some compilers let a handler guard its own first instructions: a check there had no way out.
   */
  private static void enterAndLeave(List<ExceptionCatch> ranges, Label label, Set<Label> guarding) {
    for (ExceptionCatch range : ranges) {
      if (range.tryEnd().equals(label)) {
        guarding.remove(range.handler());
      }
    }
    for (ExceptionCatch range : ranges) {
      if (range.tryStart().equals(label)) {
        guarding.add(range.handler());
      }
    }
  }

  private static boolean releasesMonitor(List<CodeElement> elements, int from) {
    for (int at = from; at < elements.size(); at++) {
      CodeElement element = elements.get(at);
      if (element instanceof MonitorInstruction monitor) {
        return monitor.opcode() == Opcode.MONITOREXIT;
      }
      if (endsStraightLine(element)) {
        return false;
      }
    }
    return false;
  }

  private static boolean endsStraightLine(CodeElement element) {
    return element instanceof BranchInstruction
        || element instanceof ReturnInstruction
        || element instanceof ThrowInstruction
        || element instanceof LookupSwitchInstruction
        || element instanceof TableSwitchInstruction;
  }
}
