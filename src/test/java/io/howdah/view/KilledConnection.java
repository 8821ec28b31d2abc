package io.howdah.view;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Table;

/** A connection to a real HBase whose client dies before its n-th change of any table. */
final class KilledConnection {
  private static final Set<String> CHANGES = Set.of("put", "delete", "checkAndMutate");

  /** Nothing catches it, as nothing catches a kill. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private int left;

  private KilledConnection(int changes) {
    this.left = changes;
  }

  /** Lets so many changes pass. */
  static Connection after(int changes, Connection real) {
    KilledConnection killed = new KilledConnection(changes);
    return killed.proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          Object result = invoke(real, method, arguments);
          return result instanceof Table table ? killed.counted(table) : result;
        });
  }

  private Table counted(Table real) {
    return proxy(
        Table.class,
        (proxy, method, arguments) -> {
          if (CHANGES.contains(method.getName()) && left-- <= 0) {
            throw new Killed();
          }
          return invoke(real, method, arguments);
        });
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
