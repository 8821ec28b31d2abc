package io.howdah.batch.output;

import io.howdah.batch.ScoreConfig;
import io.howdah.batch.TaskFailure;
import io.howdah.files.MachineFault;
import io.howdah.files.PlainFile;
import io.howdah.settings.Settings;
import io.howdah.view.ViewCells;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.HRegionLocation;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.RegionReplicaUtil;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.exceptions.DeserializationException;
import org.apache.hadoop.hbase.fs.HFileSystem;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileWriter;
import org.apache.hadoop.hbase.regionserver.StoreUtils;
import org.apache.hadoop.hbase.util.BloomFilterUtil;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Writes the rows of a region to an HFile as a bulk load wants it: the same file as HBase's {@code
 * HFileOutputFormat2}, which looks table, family, row and writer up again for every cell, and
 * connects to HBase in every reducer to learn where the region is.
 */
public final class ViewFileOutputFormat
    extends FileOutputFormat<ImmutableBytesWritable, List<KeyValue>> {
  private static final String FAMILY = Settings.OF_THE_JOB + "family";
  private static final String SERVERS = Settings.OF_THE_JOB + "region-servers";

  /**
   * Tells the tasks how the family's files are made and, a region each, which server has it.
   *
   * @param regions as many as the job has reducers
   */
  public static void configure(Configuration conf, TableDescriptor table, RegionLocator regions)
      throws IOException {
    ColumnFamilyDescriptor family = table.getColumnFamily(ViewCells.BATCH);
    conf.set(
        FAMILY,
        Base64.getEncoder().encodeToString(ColumnFamilyDescriptorBuilder.toByteArray(family)));
    List<String> servers = new ArrayList<>();
    for (HRegionLocation region : regions.getAllRegionLocations()) {
      if (RegionReplicaUtil.isDefaultReplica(region.getRegion())) {
        servers.add(region.getServerName() == null ? "" : region.getHostnamePort());
      }
    }
    conf.setStrings(SERVERS, servers.toArray(String[]::new));
  }

  @Override
  public RecordWriter<ImmutableBytesWritable, List<KeyValue>> getRecordWriter(
      TaskAttemptContext context) throws IOException {
    return new RegionWriter(context, getDefaultWorkFile(context, "").getParent());
  }

  private static ColumnFamilyDescriptor family(Configuration conf) throws IOException {
    try {
      return ColumnFamilyDescriptorBuilder.parseFrom(Base64.getDecoder().decode(conf.get(FAMILY)));
    } catch (DeserializationException e) {
      throw new IOException("Invalid column family in the job's settings", e);
    }
  }

  private static final class RegionWriter
      extends RecordWriter<ImmutableBytesWritable, List<KeyValue>> {
    private final TaskAttemptContext context;
    private final Configuration conf;
    private final ColumnFamilyDescriptor family;
    private final Path folder;
    private final long maxBytes;
    private StoreFileWriter file;
    private long bytes;

    RegionWriter(TaskAttemptContext context, Path output) throws IOException {
      this.context = context;
      this.conf = context.getConfiguration();
      this.family = family(conf);
      this.folder = new Path(output, family.getNameAsString());
      this.maxBytes =
          conf.getLong(HConstants.HREGION_MAX_FILESIZE, HConstants.DEFAULT_MAX_FILE_SIZE);
    }

    @Override
    public void write(ImmutableBytesWritable key, List<KeyValue> row) throws IOException {
      if (file != null && bytes >= maxBytes) {
        close();
      }
      if (file == null) {
        file = PlainFile.naming(folder, this::open);
        bytes = 0;
      }
      try {
        for (KeyValue cell : row) {
          file.append(cell);
          bytes += cell.getLength();
        }
      } catch (IOException | FSError e) {
        throw MachineFault.at(folder, e);
      }
    }

    private StoreFileWriter open() throws IOException {
      FileSystem files = folder.getFileSystem(conf);
      String prefix = family.getConfigurationValue(BloomFilterUtil.PREFIX_LENGTH_KEY);
      if (prefix != null) {
        conf.set(BloomFilterUtil.PREFIX_LENGTH_KEY, prefix);
      }
      HFileContext format =
          new HFileContextBuilder()
              .withCompression(family.getCompressionType())
              .withDataBlockEncoding(family.getDataBlockEncoding())
              .withBlockSize(family.getBlocksize())
              .withChecksumType(StoreUtils.getChecksumType(conf))
              .withBytesPerCheckSum(StoreUtils.getBytesPerChecksum(conf))
              .withColumnFamily(family.getName())
              .withTableName(Bytes.toBytes(conf.get(ScoreConfig.VIEW)))
              .withCreateTime(System.currentTimeMillis())
              .withIncludesTags(HFile.getFormatVersion(conf) >= HFile.MIN_FORMAT_VERSION_WITH_TAGS)
              .build();
      InetSocketAddress[] server = server();
      return new StoreFileWriter.Builder(
              conf, CacheConfig.DISABLED, server.length == 0 ? files : new HFileSystem(files))
          .withOutputDir(folder)
          .withBloomType(family.getBloomFilterType())
          .withFileContext(format)
          .withFavoredNodes(server)
          .build();
    }

    /** Where HDFS should put one replica, so that the region finds its file on its own node. */
    private InetSocketAddress[] server() {
      String[] servers = conf.getStrings(SERVERS, new String[0]);
      int region = context.getTaskAttemptID().getTaskID().getId();
      if (region >= servers.length || servers[region].isEmpty()) {
        return new InetSocketAddress[0];
      }
      String[] address = servers[region].split(":", 2);
      InetSocketAddress server = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
      return server.isUnresolved() ? new InetSocketAddress[0] : new InetSocketAddress[] {server};
    }

    /** Of the last file: the reducer, which would tell of a failure, has ended by now. */
    @Override
    public void close(TaskAttemptContext ignored) throws IOException, InterruptedException {
      TaskFailure.reportFrom(context, this::close);
    }

    private void close() throws IOException {
      if (file != null) {
        PlainFile.naming(folder, this::finish);
      }
    }

    private Void finish() throws IOException {
      file.appendFileInfo(HStoreFile.BULKLOAD_TIME_KEY, Bytes.toBytes(System.currentTimeMillis()));
      file.appendFileInfo(
          HStoreFile.BULKLOAD_TASK_KEY, Bytes.toBytes(context.getTaskAttemptID().toString()));
      file.appendFileInfo(HStoreFile.MAJOR_COMPACTION_KEY, Bytes.toBytes(true));
      file.appendFileInfo(HStoreFile.EXCLUDE_FROM_MINOR_COMPACTION_KEY, Bytes.toBytes(false));
      file.appendTrackedTimestampsToMetadata();
      file.close();
      file = null;
      return null;
    }
  }
}
