package io.howdah.view;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Table;

/**
 * A connection to a real HBase whose client dies before its n-th change of any table, of what is in
 * it or of itself.
 */
final class KilledConnection {
  private static final Set<String> CHANGES =
      Set.of(
          "put",
          "delete",
          "checkAndMutate",
          "createTable",
          "enableTable",
          "disableTable",
          "deleteTable",
          "flush");

  /** Nothing catches it, as nothing catches a kill. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** What somebody else does in between. */
  interface Other {
    void run() throws Exception;
  }

  private int left;
  private final Other other;

  private KilledConnection(int changes, Other other) {
    this.left = changes;
    this.other = other;
  }

  /** Lets so many changes pass, and none after them. */
  static Connection after(int changes, Connection real) {
    return connection(
        real,
        new KilledConnection(
            changes,
            () -> {
              throw new Killed();
            }));
  }

  /** Lets so many changes pass, then what somebody else does, and then all others. */
  static Connection pausedAfter(int changes, Connection real, Other other) {
    boolean[] done = {false};
    return connection(
        real,
        new KilledConnection(
            changes,
            () -> {
              if (!done[0]) {
                done[0] = true;
                other.run();
              }
            }));
  }

  private static Connection connection(Connection real, KilledConnection killed) {
    return killed.proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          Object result = invoke(real, method, arguments);
          if (result instanceof Admin admin) {
            return killed.counted(Admin.class, admin);
          }
          return result instanceof Table table ? killed.counted(Table.class, table) : result;
        });
  }

  private <T> T counted(Class<T> type, T real) {
    return proxy(
        type,
        (proxy, method, arguments) -> {
          if (CHANGES.contains(method.getName()) && isOver()) {
            other.run();
          }
          return invoke(real, method, arguments);
        });
  }

  private synchronized boolean isOver() {
    return left-- <= 0;
  }

  private <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object real, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
