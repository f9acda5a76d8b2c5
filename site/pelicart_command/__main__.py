import sys

from pelicart_command import main

sys.exit(main())
