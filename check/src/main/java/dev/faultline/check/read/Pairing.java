package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import dev.faultline.core.history.Operation;
import java.util.HashMap;
import java.util.Map;

/** Pairs calls with their ends as events come in, and refuses what cannot be a history. */
final class Pairing {

  private final String file;
  private final RawListener listener;
  private final Map<Integer, RawOperation> open = new HashMap<>();
  private final Map<Integer, Integer> retired = new HashMap<>();
  private long position;

  Pairing(String file, RawListener listener) {
    this.file = file;
    this.listener = listener;
  }

  void event(int line, String type, int process, String f, Object key, Object value)
      throws MalformedHistoryException {
    switch (type) {
      case "invoke" -> invoke(line, process, f, key, value);
      case "ok" -> end(line, process, f, key, value, RawOperation.End.OK);
      case "fail" -> end(line, process, f, key, value, RawOperation.End.FAIL);
      case "info" -> end(line, process, f, key, value, RawOperation.End.INFO);
      default ->
          throw new MalformedHistoryException(
              file, line, "type must be invoke, ok, fail or info, not " + type);
    }
  }

  private void invoke(int line, int process, String f, Object key, Object value)
      throws MalformedHistoryException {
    if (retired.containsKey(process)) {
      throw new MalformedHistoryException(
          file,
          line,
          "process "
              + process
              + " calls again after its indeterminate operation of line "
              + retired.get(process));
    }
    var call =
        new RawOperation(
            line,
            line,
            process,
            f,
            key,
            value,
            Nil.NIL,
            RawOperation.End.INFO,
            position++,
            Operation.NEVER);
    var before = open.put(process, call);
    if (before != null) {
      throw new MalformedHistoryException(
          file,
          line,
          "process "
              + process
              + " calls while its operation of line "
              + before.line()
              + " is open");
    }
    listener.called(call);
  }

  private void end(int line, int process, String f, Object key, Object value, RawOperation.End end)
      throws MalformedHistoryException {
    var call = open.remove(process);
    if (call == null) {
      throw new MalformedHistoryException(
          file, line, "process " + process + " ends an operation that it never called");
    }
    if (!call.f().equals(f)) {
      throw new MalformedHistoryException(
          file,
          line,
          "process "
              + process
              + " ends "
              + f
              + ", but called "
              + call.f()
              + " in line "
              + call.line());
    }
    if (!call.key().equals(key)) {
      throw new MalformedHistoryException(
          file, line, "key " + key + " differs from " + call.key() + " in line " + call.line());
    }
    boolean indeterminate = end == RawOperation.End.INFO;
    if (indeterminate) {
      retired.put(process, call.line());
    }
    listener.ended(
        new RawOperation(
            call.line(),
            line,
            process,
            f,
            key,
            call.argument(),
            value,
            end,
            call.called(),
            indeterminate ? Operation.NEVER : position++));
  }
}
