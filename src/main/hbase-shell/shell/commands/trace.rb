# Stands in for the shell's own trace command: that one needs HTrace, which HBase has dropped since
# 2.5, and without it the shell of 2.4.17 does not start against HBase 2.6.
module Shell
  module Commands
    class Trace < Command
      def help
        'Not available: HBase has no HTrace any more.'
      end

      def command(*_arguments)
        puts help
      end
    end
  end
end
